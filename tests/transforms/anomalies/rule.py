"""The baseline's rule in numpy: the twin that the Spark functions are held against. It shares nothing with them."""

import warnings
from dataclasses import dataclass

import numpy as np

WEEK = 168
MONDAY = 493_008
"""The number of an hour that begins a week: Monday 2026-03-30 00:00 UTC."""


@dataclass(frozen=True)
class Baseline:
    """`mu` and `threshold` per series and hour of the week, `alpha` per series."""

    mu: np.ndarray
    alpha: np.ndarray
    threshold: np.ndarray

    def z(self, hours: np.ndarray, counts: np.ndarray) -> np.ndarray:
        mu = self.mu[:, hours_of_week(hours)]
        return (counts - mu) / np.sqrt(mu + self.alpha[:, None] * mu**2)


def hours_of_week(hours: np.ndarray) -> np.ndarray:
    return (np.asarray(hours) - MONDAY) % WEEK


def baseline(hours: np.ndarray, counts: np.ndarray) -> Baseline:
    """Of `counts` (series x hours; NaN: not to be learned from)."""
    of_week = hours_of_week(hours)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a cell without samples
        whole = np.nanmedian(counts, axis=1)
        cells = np.stack([np.nanmedian(counts[:, _near(of_week, cell)], axis=1) for cell in range(WEEK)], axis=1)
    cells = np.where(np.isnan(cells), whole[:, None], cells)
    mu = np.maximum(0.5 * cells + 0.5 * whole[:, None], 0.1)
    expected = np.where(np.isnan(counts), np.nan, mu[:, of_week])
    residual = counts - expected
    clipped = np.minimum(residual, np.nanquantile(residual, 0.99, axis=1)[:, None])
    spread = np.nanmean(clipped**2, axis=1) - np.nanmean(expected, axis=1)
    alpha = np.maximum(spread / np.nanmean(expected**2, axis=1), 0.001)
    return Baseline(mu, alpha, np.maximum(5, mu + 5 * np.sqrt(mu + alpha[:, None] * mu**2)))


def is_unusual(z: np.ndarray, counts: np.ndarray) -> np.ndarray:
    return (z > 5) & (counts >= 5)


def _near(of_week: np.ndarray, cell: int) -> np.ndarray:
    return np.isin(of_week, [(cell - 1) % WEEK, cell, (cell + 1) % WEEK])
