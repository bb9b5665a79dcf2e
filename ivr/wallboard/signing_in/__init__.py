"""Who may look at the wallboard: passphrases, cookies, and the pages on which people sign in and out."""
