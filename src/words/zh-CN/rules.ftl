# The rules of the check, and what they say of a text.
