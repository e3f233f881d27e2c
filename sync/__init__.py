"""The headless engine of Causerie: identity, membership, encryption, storage and synchronisation."""
