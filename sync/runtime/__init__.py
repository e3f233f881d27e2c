"""What gives the pure core a life: rooms with their store, sessions with peers, and the parts of the public API."""
