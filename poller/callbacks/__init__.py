"""Callbacks: what the phone has promised, carried out at Twilio."""
