"""Bad nights: seeded messages of senders, what people decide meanwhile, and the incidents that must follow.

`bad_night` makes one; `scoring` compares it with what was found.
"""
