# What the library says in English. en/messages.ftl is written by a test out of the literals in src/.
