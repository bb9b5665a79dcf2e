"""Replications: contact centres played through, every announcement compared with the wait that followed."""
