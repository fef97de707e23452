//! The revision as one self-contained HTML page that makes no network request: filtered by kind, walked
//! by keys.

use std::io::{self, Write};

use super::summary::{COLUMNS, rows, total};
use super::{Marking, View, kept, one_side, place, said, scores, tell_headline, title};
use crate::diff::{Change, ChangeKind, ProjectRevision, Revision};
use crate::text::xml::{Escape, Turns};

const STYLE: &str = "\
:root{color-scheme:light dark;--line:#8884;--gone:#d3343422;--come:#1a8f3a2b;--moved:#8a3fc433}\
body{font:16px/1.6 system-ui,sans-serif;max-width:75rem;margin:2rem auto;padding:0 1rem}\
article{border:1px solid var(--line);border-left:.4rem solid var(--c,#888);border-radius:.3rem;padding:.5rem 1rem;margin:1rem 0}\
article:focus{outline:.2rem solid Highlight}article.loud{--c:#c22}article h3{font-size:1rem;margin:0}\
.added,.restored{--c:#1a8f3a}.removed{--c:#c22}.moved{--c:#8a3fc4}.edited,.split,.merged,.retranslated,.resolved{--c:#a60}.stale{--c:#c22}\
.pair{display:grid;grid-template-columns:1fr 1fr;gap:1rem}@media(max-width:50rem){.pair{grid-template-columns:1fr}}\
.zh{font-family:'Songti SC','Noto Serif CJK SC',serif;border-bottom:1px dashed var(--line);padding-bottom:.3rem}\
del{background:var(--gone)}ins{background:var(--come);text-decoration-thickness:.1rem}.m{background:var(--moved)}p{margin:.4rem 0;overflow-wrap:anywhere}\
.place{color:color-mix(in srgb,currentColor 65%,transparent);font-size:.85rem;font-weight:400}.sign{font-size:.9rem}.sign.loud{color:#c22;font-weight:700}\
form{position:sticky;top:0;background:Canvas;padding:.5rem 0;border-bottom:1px solid var(--line);z-index:1}label{margin-right:1rem;white-space:nowrap}\
table{border-collapse:collapse}td,th{padding:.1rem .8rem;border-bottom:1px solid var(--line);text-align:left}[hidden]{display:none}\
@media print{form{display:none}}";

/// What the script says behind a number.
const SHOWN: &str = " shown";

/// The page's script: filters by kind; j and n go to the next change, k and p to the one before.
const SCRIPT: &str = "\
'use strict';const all=[...document.querySelectorAll('article')];\
const boxes=[...document.querySelectorAll('input[type=checkbox]')];\
const show=()=>{const on=new Set(boxes.filter(b=>b.checked).map(b=>b.value));\
let n=0;for(const a of all){a.hidden=!on.has(a.dataset.kind);n+=!a.hidden}\
document.getElementById('shown').textContent=n+' shown'};\
boxes.forEach(b=>b.addEventListener('change',show));\
const go=by=>{const seen=all.filter(a=>!a.hidden);if(!seen.length)return;\
const at=seen.indexOf(document.activeElement);\
const to=seen[at<0?(by>0?0:seen.length-1):Math.min(seen.length-1,Math.max(0,at+by))];\
to.focus({preventScroll:true});to.scrollIntoView({block:'center'})};\
document.addEventListener('keydown',e=>{if(e.ctrlKey||e.metaKey||e.altKey)return;\
if(e.key==='j'||e.key==='n'){go(1);e.preventDefault()}else if(e.key==='k'||e.key==='p'){go(-1);e.preventDefault()}});\
document.getElementById('next').addEventListener('click',()=>go(1));\
document.getElementById('previous').addEventListener('click',()=>go(-1));show();";

pub(super) fn write(revision: &Revision<'_>, view: &View, out: &mut dyn Write) -> io::Result<()> {
    let name = format!(
        "{} → {}",
        revision.old.target.file, revision.new.target.file
    );
    head(&name, view, out)?;
    let dot = view.look.words().word("list-dot");
    writeln!(
        out,
        "<p>{}{dot} {}{dot}</p>",
        kept(revision, view.look),
        scores(revision, view.look),
    )?;
    sections(revision, view, out)?;
    findings(revision, 2, view, out)?;
    if !view.stat {
        filters(&|kind| revision.count(kind), view, out)?;
        writeln!(out, "<main>")?;
        articles(revision, view, out)?;
        writeln!(out, "</main>\n<script>{}</script>", script(view))?;
    }
    writeln!(out, "</body>\n</html>")
}

/// Writes the summary by text, each with a link to its changes, and the changes under their texts.
pub(super) fn write_project(
    project: &ProjectRevision<'_>,
    view: &View,
    out: &mut dyn Write,
) -> io::Result<()> {
    head(&tell_headline(project, view.look), view, out)?;
    let rows = rows(project);
    if !rows.is_empty() {
        write!(
            out,
            "<table class=\"texts\">\n<tr><th scope=\"col\">{}</th>",
            view.look.tell("text")
        )?;
        for (name, _) in COLUMNS {
            write!(out, "<th scope=\"col\">{}</th>", view.look.tell(name))?;
        }
        let look_first = view.look.tell("look first");
        writeln!(out, "<th scope=\"col\">{look_first}</th><td></td></tr>")?;
        let last = total(project, view.look);
        let last = (rows.len() > 1).then_some((None, &last));
        for (number, row) in rows
            .iter()
            .enumerate()
            .map(|(at, row)| (Some(at), row))
            .chain(last)
        {
            let has_changes =
                number.is_some_and(|at| !view.stat && project.texts[at].revision.is_some());
            let name = match number {
                Some(at) if has_changes => {
                    format!("<a href=\"#text-{}\">{}</a>", at + 1, escaped(&row.name))
                }
                _ => escaped(&row.name),
            };
            write!(out, "<tr><th scope=\"row\">{name}</th>")?;
            for count in row.counts.iter().chain([&row.look_first]) {
                match count {
                    0 => write!(out, "<td></td>")?,
                    count => write!(out, "<td>{count}</td>")?,
                }
            }
            writeln!(out, "<td>{}</td></tr>", escaped(&view.look.tell(&row.note)))?;
        }
        writeln!(out, "</table>")?;
    }
    if !view.stat {
        let count = |kind| -> usize {
            let texts = project.texts.iter().flat_map(|text| &text.revision);
            texts.map(|revision| revision.count(kind)).sum()
        };
        filters(&count, view, out)?;
        writeln!(out, "<main>")?;
        for (at, text) in project.texts.iter().enumerate() {
            let Some(revision) = &text.revision else {
                continue;
            };
            let title = text.title.as_ref().map(|title| format!(" · {title}"));
            writeln!(
                out,
                "<section>\n<h2 id=\"text-{}\">{}{}</h2>",
                at + 1,
                escaped(&text.name),
                escaped(&title.unwrap_or_default())
            )?;
            findings(revision, 3, view, out)?;
            articles(revision, view, out)?;
            writeln!(out, "</section>")?;
        }
        writeln!(out, "</main>\n<script>{}</script>", script(view))?;
    }
    writeln!(out, "</body>\n</html>")
}

fn head(name: &str, view: &View, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "<!doctype html>\n<html lang=\"{1}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{0} · duizhao diff</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{0}</h1>",
        escaped(name),
        view.look.locale.tag()
    )
}

/// The script in the language of the page.
fn script(view: &View) -> String {
    SCRIPT.replace(SHOWN, &view.look.tell(SHOWN))
}

/// All changes, those that are not shown at first as well.
fn articles(revision: &Revision<'_>, view: &View, out: &mut dyn Write) -> io::Result<()> {
    let everything = View {
        all: true,
        ..view.clone()
    };
    for change in everything.shown(revision) {
        one(revision, change, view, out)?;
    }
    Ok(())
}

fn sections(revision: &Revision<'_>, view: &View, out: &mut dyn Write) -> io::Result<()> {
    let touched: Vec<_> = revision
        .sections
        .iter()
        .filter(|section| section.counts.iter().sum::<usize>() > 0)
        .collect();
    if touched.is_empty() {
        return Ok(());
    }
    let by = view.look.words().word("diff-by-section");
    let comma = view.look.words().word("list-comma");
    writeln!(out, "<details><summary>{by}</summary>\n<table>")?;
    for section in touched {
        let counts: Vec<String> = ChangeKind::ALL
            .iter()
            .zip(section.counts)
            .filter(|&(_, count)| count > 0)
            .map(|(kind, count)| format!("{count} {}", view.look.tell(kind.name())))
            .collect();
        writeln!(
            out,
            "<tr><th scope=\"row\">{}</th><td>{}</td></tr>",
            escaped(&section.title),
            counts.join(&comma)
        )?;
    }
    writeln!(out, "</table></details>")
}

fn findings(
    revision: &Revision<'_>,
    level: u8,
    view: &View,
    out: &mut dyn Write,
) -> io::Result<()> {
    for (title, findings, side) in [
        (
            "diff-new-findings",
            &revision.new_findings,
            &revision.new.target,
        ),
        (
            "diff-resolved-findings",
            &revision.resolved_findings,
            &revision.old.target,
        ),
    ] {
        if findings.is_empty() {
            continue;
        }
        let title = view.look.words().word(title);
        writeln!(out, "<h{level}>{title}</h{level}>\n<ul>")?;
        for finding in findings {
            writeln!(
                out,
                "<li>{} <code>{}</code> <span class=\"place\">{}</span></li>",
                escaped(&view.look.tell(&finding.message)),
                finding.rule,
                escaped(&place(side, &finding.sentences).unwrap_or_default())
            )?;
        }
        writeln!(out, "</ul>")?;
    }
    Ok(())
}

fn filters(
    counted: &dyn Fn(ChangeKind) -> usize,
    view: &View,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "<form>")?;
    for kind in ChangeKind::ALL {
        let count = counted(kind);
        let wanted = view.kinds.is_empty() || view.kinds.contains(&kind);
        if count > 0 && wanted {
            let checked = if !kind.is_quiet() || view.all || !view.kinds.is_empty() {
                " checked"
            } else {
                ""
            };
            writeln!(
                out,
                "<label><input type=\"checkbox\" value=\"{}\"{checked}> {} ({count})</label>",
                kind.name(),
                view.look.tell(kind.name())
            )?;
        }
    }
    writeln!(
        out,
        "<button type=\"button\" id=\"previous\">{}</button> <button type=\"button\" id=\"next\">{}</button> <span id=\"shown\" role=\"status\"></span>\n</form>",
        view.look.words().word("diff-previous"),
        view.look.words().word("diff-next")
    )
}

fn one(
    revision: &Revision<'_>,
    change: &Change,
    view: &View,
    out: &mut dyn Write,
) -> io::Result<()> {
    let loud = if change.is_loud() { " loud" } else { "" };
    let places: Vec<String> = [
        place(&revision.old.target, &change.old),
        place(&revision.new.target, &change.new),
    ]
    .into_iter()
    .flatten()
    .collect();
    writeln!(
        out,
        "<article class=\"{0}{loud}\" data-kind=\"{0}\" tabindex=\"-1\"><h3>{1} <span class=\"place\">{2}</span></h3>",
        change.kind.name(),
        escaped(&view.look.tell(&title(change))),
        escaped(&places.join(" → "))
    )?;
    for (loud, said) in said(change) {
        let class = if loud { "sign loud" } else { "sign" };
        writeln!(
            out,
            "<p class=\"{class}\">{}</p>",
            escaped(&view.look.tell(&said))
        )?;
    }
    let (old_source, new_source) = (
        revision.old_source_text(change),
        revision.new_source_text(change),
    );
    let (old, new) = (revision.old_text(change), revision.new_text(change));
    let zh = "<p class=\"zh\" lang=\"zh\">";
    if change.source_edits.is_empty() {
        let source = if new_source.is_empty() {
            &old_source
        } else {
            &new_source
        };
        if !source.is_empty() {
            writeln!(out, "{zh}{}</p>", escaped(source))?;
        }
    } else {
        writeln!(
            out,
            "<div class=\"pair\">{zh}{}</p>{zh}{}</p></div>",
            marked(&one_side(&old_source, &change.source_edits, true)),
            marked(&one_side(&new_source, &change.source_edits, false))
        )?;
    }
    let language = match revision.language {
        crate::text::Language::Zh => "zh",
        crate::text::Language::En => "en",
    };
    if change.edits.is_empty() && !old.is_empty() && !new.is_empty() {
        writeln!(
            out,
            "<p lang=\"{language}\">{}</p></article>",
            escaped(&new)
        )
    } else {
        let side = |text: &str, is_old: bool| {
            if change.old.is_empty() || change.new.is_empty() {
                let piece = if is_old { Marking::Gone } else { Marking::Come };
                marked(&[(piece, text)])
            } else {
                marked(&one_side(text, &change.edits, is_old))
            }
        };
        writeln!(
            out,
            "<div class=\"pair\"><p lang=\"{language}\">{}</p><p lang=\"{language}\">{}</p></div></article>",
            side(&old, true),
            side(&new, false)
        )
    }
}

fn marked(pieces: &[(Marking, &str)]) -> String {
    pieces
        .iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(piece, text)| {
            let text = escaped(text);
            match piece {
                Marking::Common => text,
                Marking::Gone => format!("<del>{text}</del>"),
                Marking::Come => format!("<ins>{text}</ins>"),
                Marking::MovedAway => format!("<del class=\"m\">{text}</del>"),
                Marking::MovedHere => format!("<ins class=\"m\">{text}</ins>"),
            }
        })
        .collect()
}

fn escaped(text: &str) -> String {
    // Characters that turn the order around are seen as such.
    const SEEN: Escape = Escape {
        turns: Turns::Replaced,
        ..Escape::MARKUP
    };
    SEEN.text(text)
}
