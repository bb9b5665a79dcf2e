"""Voice TwiML as a language: its elements, their attributes, a document."""
