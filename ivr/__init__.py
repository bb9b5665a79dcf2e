"""The phone: answers Twilio's webhooks in TwiML, whatever is broken behind it."""
