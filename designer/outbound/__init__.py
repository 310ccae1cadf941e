"""The outbound room: webhooks that tell other systems what happened, signed, retried, at least once."""
