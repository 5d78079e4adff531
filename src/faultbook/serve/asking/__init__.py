"""How a question is answered for a caller, whatever the transport: limit, deadline, pinned store, audit, counts."""
