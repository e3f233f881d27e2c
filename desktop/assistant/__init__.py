"""The assistant: who answers, when, with which model, and exactly what it is shown. No Qt; one import: `service`."""
