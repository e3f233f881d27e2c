"""A soak: real peers talk in shared groups through random faults, and have to agree once all is well again."""
