"""One TOML file and the environment become typed, frozen settings; every mistake becomes a sentence."""
