//! `duizhao init`

use duizhao::Result;
use duizhao::project::start;

use super::args::Init;
use super::talk::Talk;

pub(super) fn run(options: &Init, talk: &Talk) -> Result<()> {
    if start(&options.folder, talk)? {
        talk.note("duizhao status shows what there is, duizhao align links it, duizhao build makes the edition");
    } else {
        talk.note("put zh.md and en.md beside duizhao.toml, then run: duizhao build");
    }
    Ok(())
}
