//! The command line: arguments and wiring only.
