"""The estimator as a library: statistics, state and time become estimates. Pure, and usable without the rest."""
