"""The product alone in one contact centre, to compare two estimators over the same callers."""

from benchmarks.accuracy.announcers.product import PRODUCT, Product, ScoredProduct, parsed
from benchmarks.accuracy.centres.recording import Recording, scenario, workspace_of
from benchmarks.accuracy.play.jam import slowed, started_in_a_jam
from benchmarks.accuracy.scores.score import score
from poller.estimation import estimate

POLL_SECONDS = 60
DAYS = 1
"""One day from a cold start shows both the assumptions at the start and what is learned."""
JAM_MINUTES = 20
"""The mean handle time of the contact centre in which a poller is started in a jam."""


def play_product(name: str, seed: int) -> tuple[float, float, float | None]:
    """Return the product's mean absolute error in seconds, its coverage, and the error when started in a jam."""
    played = scenario(name, seed, multi_tasking=True)
    recording = Recording(played, seed, POLL_SECONDS, days=DAYS)
    product = ScoredProduct(Product(workspace_of(played.plan)))
    for watched in recording.polls():
        product.learn_from(recording.centre.callers)
        product.announcements.update(parsed(watched))
    found = score(product.announcements.outcomes(recording.waited()))
    if found is None:
        raise ValueError(f"nobody had to wait in {name} with seed {seed}")
    jam = started_in_a_jam(Recording(slowed(played, JAM_MINUTES), seed, POLL_SECONDS), estimate)[PRODUCT]
    return found.mae, found.coverage or 0.0, jam.mae if jam else None
