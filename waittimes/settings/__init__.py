"""Reads one TOML file and the environment into typed, frozen settings. Every mistake becomes a sentence."""
