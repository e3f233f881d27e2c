"""What Causerie costs, each figure beside the floor it is compared with: `make bench` (python -m tests.benchmarks)."""
