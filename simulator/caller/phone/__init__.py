"""Twilio's side of a call: signed requests to the app, and TwiML performed as Twilio performs it."""
