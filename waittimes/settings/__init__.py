"""The settings: one TOML file and the environment, read into typed, frozen values. Every mistake is a sentence."""
