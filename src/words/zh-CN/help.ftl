# The help: about a command, its arguments, their values. en/help.ftl is written by a test out of src/cli/args.rs.
