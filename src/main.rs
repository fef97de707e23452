//! duizhao 对照: the command.

fn main() {}
