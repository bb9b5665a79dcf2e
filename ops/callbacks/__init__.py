"""Commands for the callbacks that are pending."""
