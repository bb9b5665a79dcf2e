"""Voice TwiML: documents, elements, attributes, and what Twilio refuses."""
