# Parts of messages: what stands in the placeholders of others.
