"""A caller with a phone, who speaks to the app as Twilio does."""
