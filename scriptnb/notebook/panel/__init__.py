"""The live status of queue and memory."""
