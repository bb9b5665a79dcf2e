"""A caller with a phone, and Twilio between the phone and the app."""
