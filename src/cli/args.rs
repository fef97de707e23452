//! The arguments.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use duizhao::bitext::Stage;
use duizhao::bitext::sheets::SHEET_FORMATS;
use duizhao::check::Severity;
use duizhao::edition::Layout;
use duizhao::text::Language;

/// 对照: parallel Chinese-English editions.
///
/// Exit codes: 0 done, 1 not good enough (where asked) or not all translated, 2 wrong usage or input, 3 a server failed (what it answered is kept), 130 interrupted.
#[derive(Debug, Parser)]
#[command(name = "duizhao", version, max_term_width = 100)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) global: Global,
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Clone, Debug, Args)]
pub(super) struct Global {
    /// Colour on the terminal (NO_COLOR is honoured)
    #[arg(long, value_enum, default_value_t = Color::Auto, global = true)]
    pub(super) color: Color,
    /// Only errors on standard error
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,
    /// Say more on standard error
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    pub(super) verbose: bool,
    /// The settings file [default: the nearest duizhao.toml upward]
    #[arg(long, value_name = "PATH", global = true)]
    pub(super) config: Option<PathBuf>,
    /// How many threads to use; the result does not depend on it [default: all cores]
    #[arg(short, long, value_name = "N", global = true, value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..=256))]
    pub(super) jobs: Option<usize>,
    /// Fail where a text and its bitext differ, or words wait to be written into the text (for CI)
    #[arg(long, global = true)]
    pub(super) locked: bool,
    /// Make warnings about what is read errors: a missing page, a text without words, what a conversion loses (for CI)
    #[arg(long, global = true)]
    pub(super) strict: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Start a project of the texts in a folder: duizhao.toml, a glossary, .gitignore
    Init(Init),
    /// Cut a text into sentences
    Segment(Segment),
    /// Link a Chinese text with its English translation, sentence by sentence, or all texts of the project
    Align(Align),
    /// Make the edition: read, segment, align, write
    Build(Build),
    /// Correct links, edit the English, resolve findings, go through a revision, in the browser
    Review(Review),
    /// Do to a bitext what the workbench does, from a list of operations
    Edit(Edit),
    /// Show how far the texts are: translated, reviewed, doubtful, stale; of one pair, what waits in it
    Status(Status),
    /// Show the link that wants a person next: open questions first, then what is not translated, read, approved
    Next(Next),
    /// Compare an alignment with gold links
    Eval(Eval),
    /// Check a translation: terms, numbers, names, omissions, marks
    Check(Check),
    /// List the rules of `check`
    Rules,
    /// Show what really changed between two versions of a translation
    Diff(Diff),
    /// Merge two people's changes of a bitext, or of a text
    Merge(Merge),
    /// Find terms that the glossary lacks
    Terms(Terms),
    /// Translate a Chinese text by a server of your own choice, sentence by sentence
    Translate(Translate),
    /// The translation memory of the project
    Tm(Tm),
    /// List the protocols that providers may speak, and check a provider
    Providers(Providers),
    /// Send texts to other people: a Word table, a workbook, CSV, PO or XLIFF to edit and to comment on
    Export(Export),
    /// Take in what came back: changed English, statuses, notes, comments, tracked changes
    Import(Import),
    /// Convert a bitext or a glossary into another format
    Convert(Convert),
    /// Be a filter: a JSON document a line in, a result a line out, in order, errors as records
    Pipe(Pipe),
    /// List the formats that are read, written and written back, and what to do about those that are not
    Formats(Formats),
    /// Print what a shell needs to complete commands, options and their values
    Completions(Completions),
    /// Print the manual page, or write a page for each command
    Man(Man),
}

/// The texts that a command works on.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Chosen {
    /// A Chinese text and its translation, a bitext, or texts of the project: paths, folders, globs [default: all
    /// texts of the project]
    #[arg(value_name = "ZH EN|BITEXT|TEXT")]
    pub(super) names: Vec<PathBuf>,
    /// Of these only texts that changed since this branch left REV, committed or not
    #[arg(long, value_name = "REV")]
    pub(super) changed: Option<String>,
    /// Of these only texts that are staged for the next commit; commands that write no texts read all files as
    /// they are staged
    #[arg(long, conflicts_with = "changed")]
    pub(super) staged: bool,
}

#[derive(Debug, Args)]
pub(super) struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub(super) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(super) struct Man {
    /// Write duizhao.1, duizhao-align.1 and so on to this folder
    #[arg(short, long, value_name = "DIR")]
    pub(super) output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Init {
    /// The project's folder
    #[arg(default_value = ".")]
    pub(super) folder: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct Formats {
    /// How they are listed
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    pub(super) format: ListFormat,
}

#[derive(Debug, Args)]
pub(super) struct Segment {
    /// The text; `-` is standard input
    pub(super) file: PathBuf,
    /// Its language [default: detected]
    #[arg(long, value_parser = language)]
    pub(super) lang: Option<Language>,
    /// The format it is read as [default: by file name; `-` is txt]
    #[arg(long, value_name = "FORMAT")]
    pub(super) from: Option<String>,
    /// One sentence a line, or JSON Lines with byte offsets into the file (of an archive: its member)
    #[arg(long, value_enum, default_value_t = SegmentFormat::Text)]
    pub(super) format: SegmentFormat,
    /// Say for each end of a sentence, and each near-end, which rule decided
    #[arg(long)]
    pub(super) explain: bool,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum SegmentFormat {
    Text,
    Jsonl,
}

#[derive(Debug, Args)]
pub(super) struct Align {
    #[command(flatten)]
    pub(super) chosen: Chosen,
    /// Align every pair of this table (TSV or CSV with the columns source, target and, if you like,
    /// output) into the folder of -o; what is done already is not done again
    #[arg(long, value_name = "LIST", requires = "output", conflicts_with_all = ["names", "mt", "memory", "tm", "encoder", "anchors", "onto", "gold"])]
    pub(super) batch: Option<PathBuf>,
    /// How --batch and the texts of the project are summed up
    #[arg(long, value_enum, default_value_t = Summary::Text)]
    pub(super) summary: Summary,
    /// The files are already one sentence a line
    #[arg(long)]
    pub(super) lines: bool,
    /// The format both are read as [default: by file name]
    #[arg(long, value_name = "FORMAT")]
    pub(super) from: Option<String>,
    /// Format of the result [default: by the name of the output; a table on a terminal, else jsonl]
    #[arg(long, value_name = "FORMAT")]
    pub(super) format: Option<String>,
    /// A machine translation of the Chinese as further evidence: a line for each sentence
    #[arg(long, value_name = "FILE")]
    pub(super) mt: Option<PathBuf>,
    /// A bitext (.tmx, .tsv, .bitext.jsonl...) that is a translation memory, as further evidence; may be given several
    /// times
    #[arg(long, value_name = "FILE")]
    pub(super) memory: Vec<PathBuf>,
    /// The project's translation memory as further evidence: sentences of it, and of --memory, that are like one by this
    /// much
    #[arg(long, value_name = "PERCENT", num_args = 0..=1, default_missing_value = "75", value_parser = clap::value_parser!(u32).range(50..=100))]
    pub(super) tm: Option<u32>,
    /// Glossary whose terms speak for links; may be given several times [default: `glossary` in duizhao.toml]
    #[arg(long, value_name = "FILE")]
    pub(super) glossary: Vec<PathBuf>,
    /// Sentence vectors as further evidence, from [encoder.NAME] in duizhao.toml
    #[arg(long, value_name = "NAME")]
    pub(super) encoder: Option<String>,
    /// Sentences that belong into one link, as lines ([12]:[14] a line, counted from 0)
    #[arg(long, value_name = "FILE")]
    pub(super) anchors: Option<PathBuf>,
    /// Keep the decisions of this bitext, and every link away from what has changed since
    /// [default: the output, where it is there already]
    #[arg(long, value_name = "BITEXT", conflicts_with = "fresh")]
    pub(super) onto: Option<PathBuf>,
    /// Start anew, even where the output is there already
    #[arg(long)]
    pub(super) fresh: bool,
    /// Which words stand where a bitext of an older duizhao and its texts differ
    #[arg(long, value_enum, value_name = "WHICH")]
    pub(super) take: Option<TakeWhich>,
    /// Cut both texts by today's settings, instead of as the bitext that is there cuts them
    #[arg(long)]
    pub(super) recut: bool,
    /// Score against gold links (a links file), on standard error
    #[arg(long, value_name = "FILE")]
    pub(super) gold: Option<PathBuf>,
    /// Write to this file instead of standard output; with --batch, to this folder
    #[arg(short, long, value_name = "BITEXT|DIR")]
    pub(super) output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Summary {
    Text,
    Json,
}

#[derive(Debug, Args)]
pub(super) struct Eval {
    /// The alignment: a bitext, or links ([0, 1]:[0] a line)
    pub(super) auto: PathBuf,
    /// What it should be: a bitext, or links
    pub(super) gold: PathBuf,
    /// List every error with its text
    #[arg(long)]
    pub(super) errors: bool,
    /// The source sentences, one a line, for links that bring no text
    #[arg(long, value_name = "FILE", requires = "target")]
    pub(super) source: Option<PathBuf>,
    /// The target sentences, one a line
    #[arg(long, value_name = "FILE", requires = "source")]
    pub(super) target: Option<PathBuf>,
    /// Fail (exit code 1) below this strict F1
    #[arg(long, value_name = "F1")]
    pub(super) min_f1: Option<f64>,
    /// A report for people, or JSON
    #[arg(long, value_enum, default_value_t = EvalFormat::Text)]
    pub(super) format: EvalFormat,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum EvalFormat {
    Text,
    Json,
}

#[derive(Debug, Args)]
pub(super) struct Build {
    #[command(flatten)]
    pub(super) chosen: Chosen,
    /// What to make, e.g. html,epub,md,tmx,jsonl,tsv [default: `formats` in duizhao.toml, else html]
    #[arg(long, value_name = "FORMATS", value_delimiter = ',')]
    pub(super) to: Vec<String>,
    /// Glossary whose terms are marked; may be given several times
    #[arg(long, value_name = "FILE")]
    pub(super) glossary: Vec<PathBuf>,
    /// Folder to write to [default: `output` in duizhao.toml, else edition]
    #[arg(short, long, value_name = "DIR")]
    pub(super) output: Option<PathBuf>,
    /// Title of the edition [default: the first heading]
    #[arg(long)]
    pub(super) title: Option<String>,
    /// How the two texts stand together
    #[arg(long, value_parser = layouts())]
    pub(super) layout: Option<Layout>,
    /// Make a proof sheet: what is untranslated, added, doubtful or found by the check stands beside the text
    #[arg(long)]
    pub(super) proof: bool,
    /// Mark the terms of the glossary, each at its first place, and end with a glossary
    #[arg(long)]
    pub(super) terms: bool,
    /// Fetch images on servers, so that the edition has them in itself
    #[arg(long)]
    pub(super) fetch_images: bool,
    /// Show the pinyin of the Chinese, in pages and books
    #[arg(long)]
    pub(super) pinyin: bool,
    /// Several texts become one file, where the format can hold them
    #[arg(long, conflicts_with = "per_text")]
    pub(super) single_file: bool,
    /// Several texts become a file each
    #[arg(long)]
    pub(super) per_text: bool,
    /// The format both are read as [default: by file name]
    #[arg(long, value_name = "FORMAT")]
    pub(super) from: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct Review {
    #[command(flatten)]
    pub(super) chosen: Chosen,
    /// The port on this machine [default: any that is free]
    #[arg(
        long,
        value_name = "PORT",
        default_value_t = 0,
        hide_default_value = true
    )]
    pub(super) port: u16,
    /// Open the page in the browser
    #[arg(long)]
    pub(super) open: bool,
    /// What the Diff view compares with: another version of the bitext [default: the file as it was opened]
    #[arg(long, value_name = "BITEXT", conflicts_with = "git")]
    pub(super) against: Option<PathBuf>,
    /// The same: a revision that git keeps
    #[arg(long, value_name = "REV")]
    pub(super) git: Option<String>,
    /// Glossary; may be given several times, new terms go to the first [default: `glossary` in duizhao.toml]
    #[arg(long, value_name = "FILE")]
    pub(super) glossary: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Pipe {
    /// What is done with each line
    #[arg(value_enum)]
    pub(super) task: PipeTask,
    /// The format that texts are read as
    #[arg(long, value_name = "FORMAT", default_value = "txt")]
    pub(super) from: String,
    /// Glossary for check; may be given several times [default: `glossary` in duizhao.toml]
    #[arg(long, value_name = "FILE")]
    pub(super) glossary: Vec<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum PipeTask {
    /// {"id", "source", "target"} gives {"id", "beads": [{"source": [], "target": [], "confidence"}]}
    Align,
    /// The same, or what align gave, gives {"id", "findings": []}
    Check,
    /// {"id", "text"} gives {"id", "text": ["sentence"]}
    Segment,
}

#[derive(Debug, Args)]
pub(super) struct Next {
    #[command(flatten)]
    pub(super) chosen: Chosen,
    /// Only links of these stages: new, translated, reviewed, approved, query [default: all but approved]
    #[arg(long, value_name = "STAGES", value_delimiter = ',', value_parser = stages())]
    pub(super) stage: Vec<Stage>,
    /// The most links that are shown
    #[arg(short, long, value_name = "N", default_value_t = 1)]
    pub(super) number: usize,
    /// A list for people, or JSON
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    pub(super) format: ListFormat,
}

/// A list for people, or for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    Text,
    Json,
}

#[derive(Debug, Args)]
pub(super) struct Export {
    /// The file to write: review.docx, review.xlsx, review.csv, review.po, review.xlf
    pub(super) file: PathBuf,
    #[command(flatten)]
    pub(super) chosen: Chosen,
    /// Only links of these stages: new, translated, reviewed, approved, query
    #[arg(long, value_name = "STAGES", value_delimiter = ',', value_parser = stages())]
    pub(super) stage: Vec<Stage>,
    /// Only links with a finding, a comment, a note or a proposal
    #[arg(long)]
    pub(super) marked: bool,
    /// Without the findings of the check
    #[arg(long)]
    pub(super) no_findings: bool,
    /// The format [default: by file name]
    #[arg(long, value_name = "FORMAT", value_parser = sheet_formats())]
    pub(super) to: Option<String>,
    /// Write over a file that is there
    #[arg(long)]
    pub(super) force: bool,
}

#[derive(Debug, Args)]
pub(super) struct Import {
    /// The file that came back: of `export`, or a TMX, XLIFF, SDLXLIFF, MQXLIFF of a translation tool
    pub(super) file: PathBuf,
    #[command(flatten)]
    pub(super) chosen: Chosen,
    /// Show what would be taken in, and write nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Who made the changes that the file does not say the author of [default: who saved it last]
    #[arg(long, value_name = "NAME")]
    pub(super) by: Option<String>,
    /// Take changes of the English in as proposals, to be accepted in `review`
    #[arg(long)]
    pub(super) propose: bool,
    /// Take in also what differs only in the shape of quotation marks, as word processors change them
    #[arg(long)]
    pub(super) marks: bool,
    /// Take the English of rows out that are missing in the file
    #[arg(long)]
    pub(super) remove_missing: bool,
    /// The format of the file [default: by file name]
    #[arg(long, value_name = "FORMAT")]
    pub(super) from: Option<String>,
    /// A list for people, or JSON
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    pub(super) format: ListFormat,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

/// The stages by their names.
fn stages() -> impl TypedValueParser<Value = Stage> {
    PossibleValuesParser::new(Stage::ALL.map(Stage::name))
        .map(|name| Stage::named(&name).unwrap_or(Stage::New))
}

/// The ids of the formats of sheets.
fn sheet_formats() -> PossibleValuesParser {
    PossibleValuesParser::new(SHEET_FORMATS.iter().map(|format| format.id))
}

#[derive(Debug, Args)]
pub(super) struct Edit {
    /// The bitext
    pub(super) bitext: PathBuf,
    /// The operations, one a line as JSON: docs/review.md lists them; `-` is standard input
    #[arg(default_value = "-")]
    pub(super) operations: PathBuf,
    /// Write to this file instead of the bitext itself
    #[arg(short, long, value_name = "BITEXT")]
    pub(super) output: Option<PathBuf>,
}

/// The words that stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum TakeWhich {
    /// Those of the texts
    File,
    /// Those of the bitext
    Bitext,
}

#[derive(Debug, Args)]
pub(super) struct Status {
    #[command(flatten)]
    pub(super) chosen: Chosen,
    /// For people; JSON; a table in Markdown; the message of a badge as JSON (docs/ci.md)
    #[arg(long, value_enum, default_value_t = StatusFormat::Text)]
    pub(super) format: StatusFormat,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum StatusFormat {
    Text,
    Json,
    Markdown,
    Badge,
}

#[derive(Debug, Args)]
pub(super) struct Check {
    #[command(flatten)]
    pub(super) chosen: Chosen,
    /// Glossary; may be given several times [default: `glossary` in duizhao.toml]
    #[arg(long, value_name = "FILE")]
    pub(super) glossary: Vec<PathBuf>,
    /// A bitext of the two texts, whose links are kept where the texts are unchanged
    #[arg(long, value_name = "BITEXT")]
    pub(super) bitext: Option<PathBuf>,
    /// How the report is written: text, json, github, markdown, sarif, junit, html
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: String,
    /// Write the report to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Known findings: shown, and not counted [default: `baseline` in duizhao.toml]
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    /// Write everything that is found as known findings
    #[arg(long, value_name = "FILE")]
    pub(super) write_baseline: Option<PathBuf>,
    /// Fail at findings of this severity and worse: error, warning, note, off
    #[arg(long, value_name = "SEVERITY", value_parser = severity)]
    pub(super) fail_on: Option<Severity>,
    /// Only these rules
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub(super) only: Vec<String>,
    /// Put the safe replacements into the English file (or the bitext), and show what changed
    #[arg(long)]
    pub(super) fix: bool,
    /// With --fix: show what would change (as text or JSON), and write nothing
    #[arg(long, requires = "fix")]
    pub(super) dry_run: bool,
    /// The format both texts are read as [default: by file name]
    #[arg(long, value_name = "FORMAT")]
    pub(super) from: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct Diff {
    /// The old version and the new one: bitexts, or texts of one language; with --git one file, or texts of the
    /// project [default: all of them]
    #[arg(value_name = "OLD NEW|FILE|TEXT")]
    pub(super) paths: Vec<PathBuf>,
    /// The Chinese that the new version translates [default: `source` in duizhao.toml]
    #[arg(long, value_name = "ZH")]
    pub(super) source: Option<PathBuf>,
    /// The Chinese that the old version translated, where it was another [default: the same]
    #[arg(long, value_name = "ZH", requires = "source")]
    pub(super) source_old: Option<PathBuf>,
    /// Compare revisions of one file, or of the project: A..B, A...B, or A with the files as they are now
    #[arg(long, value_name = "REV[..REV]")]
    pub(super) git: Option<String>,
    /// Compare the last commit of the project with what is staged for the next one
    #[arg(long, conflicts_with = "git")]
    pub(super) staged: bool,
    /// Be git's external diff: the arguments are those that git gives
    #[arg(long, hide = true, conflicts_with_all = ["git", "staged"])]
    pub(super) git_driver: bool,
    /// Glossary; may be given several times [default: `glossary` in duizhao.toml]
    #[arg(long, value_name = "FILE")]
    pub(super) glossary: Vec<PathBuf>,
    /// How it is shown: text, json, html, markdown
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: String,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// The summary alone, by section; of a project by text
    #[arg(long)]
    pub(super) stat: bool,
    /// Quiet changes, too: markup, broken lines, spacing
    #[arg(short, long)]
    pub(super) all: bool,
    /// Only these kinds: edited, retranslated, split, merged, moved, added, restored, removed, stale,
    /// resolved, markup, rewrapped, spacing
    #[arg(long, value_name = "KINDS", value_delimiter = ',')]
    pub(super) only: Vec<String>,
    /// End with exit code 1 where anything changed that is not quiet
    #[arg(long)]
    pub(super) exit_code: bool,
    /// End with exit code 1 at these: kinds of change, number, negation, name, term, finding
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    pub(super) fail_on: Vec<String>,
    /// Do not compare what the checks find
    #[arg(long)]
    pub(super) no_findings: bool,
    /// The largest Markdown, in bytes
    #[arg(long, value_name = "BYTES", default_value_t = 60_000)]
    pub(super) limit: usize,
    /// Do not page
    #[arg(long)]
    pub(super) no_pager: bool,
    /// The format texts are read as [default: by file name]
    #[arg(long, value_name = "FORMAT")]
    pub(super) from: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct Merge {
    /// The bitext (with --text, the text) that both started from
    pub(super) base: PathBuf,
    /// Our version of it
    pub(super) ours: PathBuf,
    /// Their version of it
    pub(super) theirs: PathBuf,
    /// The file's name in the messages, as git gives it
    #[arg(value_name = "NAME", requires = "git_driver")]
    pub(super) name: Option<PathBuf>,
    /// The files are texts: merge them sentence by sentence
    #[arg(long)]
    pub(super) text: bool,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Be git's merge driver: write the result over OURS
    #[arg(long, hide = true)]
    pub(super) git_driver: bool,
}

#[derive(Debug, Args)]
pub(super) struct Terms {
    #[command(flatten)]
    pub(super) chosen: Chosen,
    /// Glossary whose terms are known already; may be given several times
    #[arg(long, value_name = "FILE")]
    pub(super) glossary: Vec<PathBuf>,
    /// How often a term has to occur
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub(super) least: usize,
    /// How many terms, at most
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub(super) most: usize,
    /// Write them as a glossary (.csv, .tsv, .tbx, .toml, .xlsx) instead of a table
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// The format both texts are read as [default: by file name]
    #[arg(long, value_name = "FORMAT")]
    pub(super) from: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct Translate {
    #[command(flatten)]
    pub(super) chosen: Chosen,
    /// Write to this file instead of standard output: in the structure of the Chinese (a
    /// copy of the Word document, book, page, subtitles or text), as plain text (.txt), or as a bitext (.bitext.jsonl, .tmx...)
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Who translates: [provider.NAME] in duizhao.toml [default: `provider` in [translate], else the only one]
    #[arg(long, value_name = "NAME")]
    pub(super) provider: Option<String>,
    /// The format the text is read as [default: by file name]
    #[arg(long, value_name = "FORMAT")]
    pub(super) from: Option<String>,
    /// Glossary whose terms the translation is to keep to; may be given several times
    #[arg(long, value_name = "FILE")]
    pub(super) glossary: Vec<PathBuf>,
    /// Find sentences of the translation memory that are like one by this much: chat servers are shown
    /// them, and they stand beside what stays untranslated
    #[arg(long, value_name = "PERCENT", num_args = 0..=1, default_missing_value = "75", value_parser = clap::value_parser!(u32).range(50..=100))]
    pub(super) tm: Option<u32>,
    /// Say what it will take and cost, and ask nobody
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Ask nobody: only what was translated before
    #[arg(long, conflicts_with = "refresh")]
    pub(super) offline: bool,
    /// Hand the sentences in to the provider's batch service, which answers within a day for about half the
    /// price; --collect fetches the answers
    #[arg(long, conflicts_with = "offline")]
    pub(super) batch: bool,
    /// Fetch the answers to batches that were handed in, and write the texts; nothing else is asked for
    #[arg(long, conflicts_with_all = ["batch", "dry_run", "refresh"])]
    pub(super) collect: bool,
    /// With --collect, wait until every batch is done, asking after so many seconds first and then less and
    /// less often
    #[arg(long, value_name = "SECONDS", num_args = 0..=1, require_equals = true, default_missing_value = "30", requires = "collect", value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) wait: Option<u64>,
    /// List the batches whose answers are not fetched yet
    #[arg(long, conflicts_with_all = ["batch", "collect", "dry_run"])]
    pub(super) batches: bool,
    /// Have the service do no more of a batch; what it has done is still fetched by --collect. With --force
    /// the batch is forgotten
    #[arg(long, value_name = "BATCH", conflicts_with_all = ["batch", "collect", "batches", "dry_run"])]
    pub(super) cancel: Option<String>,
    /// In texts of the project, translate anew what is stale: English whose Chinese has changed since
    #[arg(long)]
    pub(super) stale: bool,
    /// Ask again for these sentences (ids as `duizhao segment --format jsonl` gives them)
    #[arg(long, value_name = "IDS", value_delimiter = ',')]
    pub(super) refresh: Vec<String>,
    /// Stop before more requests than this
    #[arg(long, value_name = "N")]
    pub(super) max_requests: Option<u64>,
    /// Stop before more characters of Chinese than this
    #[arg(long, value_name = "N")]
    pub(super) max_chars: Option<u64>,
    /// Stop when this much is spent, at the prices in duizhao.toml
    #[arg(long, value_name = "COST")]
    pub(super) max_cost: Option<f64>,
    /// Write the result and exit with 0 even where sentences stay untranslated
    #[arg(long)]
    pub(super) allow_partial: bool,
    /// Replace the output even if somebody has changed it since it was written
    #[arg(long)]
    pub(super) force: bool,
}

#[derive(Debug, Args)]
pub(super) struct Providers {
    #[command(subcommand)]
    pub(super) action: Option<ProvidersAction>,
}

#[derive(Debug, Subcommand)]
pub(super) enum ProvidersAction {
    /// Ask a provider for one short sentence, and say what it is like
    Check {
        /// [provider.NAME] in duizhao.toml
        name: String,
    },
}

#[derive(Debug, Args)]
pub(super) struct Tm {
    #[command(subcommand)]
    pub(super) action: Option<TmAction>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum MemoryFormat {
    Text,
    Json,
}

#[derive(Debug, Subcommand)]
pub(super) enum TmAction {
    /// Take in translations: TMX or any other bitext
    Import {
        /// Bitexts
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Write all of it as a bitext
    Export {
        /// The file; its name says the format (.tmx, .tsv, .bitext.jsonl)
        output: PathBuf,
    },
    /// Find pairs that seem to be no translations; exit code 1 where there are any
    Check {
        /// For people; or JSON
        #[arg(long, value_enum, default_value_t = MemoryFormat::Text)]
        format: MemoryFormat,
        /// Let go of doubtful answers of servers: they are asked for again. What people made or imported stays
        #[arg(long)]
        forget: bool,
    },
    /// Find what is like a Chinese sentence
    Find {
        /// The sentence
        text: String,
        /// How like, in per cent, at least
        #[arg(long, value_name = "PERCENT", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=100))]
        least: u32,
        /// How many, at most
        #[arg(long, value_name = "N", default_value_t = 10)]
        most: usize,
    },
}

#[derive(Debug, Args)]
pub(super) struct Convert {
    /// A bitext or glossary, and the file to make of it, whose name says the format: a text (en.md, en.docx, en.epub,
    /// en.srt) gets the English of the bitext. With -o, texts of the project [default: all of them]
    #[arg(value_name = "INPUT OUTPUT|TEXT")]
    pub(super) names: Vec<PathBuf>,
    /// The format a bitext is read as [default: by file name]
    #[arg(long, value_name = "FORMAT")]
    pub(super) from: Option<String>,
    /// The format a bitext is written in, e.g. xliff12 [default: by file name]
    #[arg(long, value_name = "FORMAT")]
    pub(super) to: Option<String>,
    /// Write the English in the shape of this Chinese document [default: that of the bitext]
    #[arg(long, value_name = "DOCUMENT", conflicts_with = "output")]
    pub(super) like: Option<PathBuf>,
    /// Write the bitexts of texts of the project into this folder, each under the path of its text
    #[arg(short, long, value_name = "DIR", requires = "to")]
    pub(super) output: Option<PathBuf>,
}

fn severity(name: &str) -> Result<Severity, String> {
    [
        Severity::Error,
        Severity::Warning,
        Severity::Note,
        Severity::Off,
    ]
    .into_iter()
    .find(|severity| severity.name() == name)
    .ok_or_else(|| "error, warning, note or off".to_owned())
}

fn language(name: &str) -> Result<Language, String> {
    match name {
        "zh" => Ok(Language::Zh),
        "en" => Ok(Language::En),
        _ => Err("zh or en".to_owned()),
    }
}

/// Reads the name of a layout.
fn layouts() -> impl TypedValueParser<Value = Layout> {
    PossibleValuesParser::new(Layout::ALL.map(Layout::name))
        .try_map(|name| Layout::called(&name).ok_or("it names no layout"))
}
