"""The phone: answers every webhook of Twilio with TwiML, whatever is broken behind it."""
