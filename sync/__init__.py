"""The headless engine of Causerie: identity, membership, encryption, storage and synchronisation."""

__version__ = "0.1.0"
