"""The phone in a caller's hand: requests signed as Twilio signs them, TwiML followed as Twilio follows it."""
