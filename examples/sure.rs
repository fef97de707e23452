#![allow(dead_code)]
#[path = "sure_texts.rs"]
mod texts;
mod align { pub use duizhao::align::*; }
#[path = "../src/translate/counterpart.rs"]
mod counterpart;
use align::fit::{FEATURES, Fit};
use counterpart::*;
use texts::Text;
use std::collections::BTreeMap;

type Row = ([f64; FEATURES + 1], f64, f64);
fn rows(t: &Text) -> Vec<Row> {
    let mut rows = vec![];
    let n = t.zh.len(); let mut from = 0;
    while from < n {
        let to = (from + 20).min(n);
        let z: Vec<&str> = t.zh[from..to].iter().map(|s| s.as_str()).collect();
        let e: Vec<&str> = t.en[from..to].iter().map(|s| s.as_str()).collect();
        let fit = Fit::new(&z, &e);
        for i in 0..z.len() { for j in 0..z.len() {
            if i != j && (z[i] == z[j] || e[i] == e[j]) { continue; }
            let f = fit.features(&(i..i + 1), &(j..j + 1));
            let mut x = [1.0; FEATURES + 1];
            for k in 0..FEATURES { x[k] = if k >= 26 { 0.0 } else { f64::from(f[k]) }; }
            rows.push((x, if i == j { 1.0 } else { 0.0 }, if i == j { 1.0 } else { 0.1 }));
        } }
        from = to;
    }
    rows
}
fn learn(rows: &[&Row]) -> Weights {
    const N: usize = FEATURES + 1;
    let mut w = [0.0f64; N];
    for _ in 0..12 {
        let mut g = [0.0; N]; let mut h = vec![[0.0f64; N]; N];
        for k in 0..N { let l = if k == FEATURES { 1e-6 } else { 0.3 }; g[k] += l * w[k]; h[k][k] += l; }
        for (x, y, m) in rows.iter().copied() {
            let s: f64 = x.iter().zip(&w).map(|(a, b)| a * b).sum();
            let p = 1.0 / (1.0 + (-s).exp());
            let (d, q) = (m * (p - y), m * p * (1.0 - p));
            for a in 0..N { if x[a] == 0.0 { continue; } g[a] += d * x[a]; for b in 0..N { h[a][b] += q * x[a] * x[b]; } }
        }
        // solve h d = g
        let mut a = h.clone(); let mut b = g;
        for c in 0..N { let p = a[c][c]; if p.abs() < 1e-12 { continue; }
            for r in 0..N { if r != c { let f = a[r][c] / p; if f != 0.0 { for k in c..N { a[r][k] -= f * a[c][k]; } b[r] -= f * b[c]; } } } }
        for k in 0..N { if a[k][k].abs() > 1e-12 { w[k] -= b[k] / a[k][k]; } }
    }
    w.map(|v| v as f32)
}

const INVENTED: &[&str] = &[
    "The committee will meet again next Tuesday to settle the budget.",
    "She had never liked the smell of paint, and so she opened both windows.",
    "Prices rose by four per cent while wages stayed where they were.",
    "The dog barked at the postman.",
    "He wondered whether anybody would remember the tune.",
    "Rain is expected in the north, with bright spells towards the evening.",
    "\"You should have told me earlier,\" the captain said.",
    "Please keep this manual in a safe place.",
    "It was the third time that week that the train had been late.",
    "My aunt grows tomatoes on her balcony.",
    "They walked along the canal without a word, each waiting for the other to speak first.",
    "Nobody knows how the fire began.",
];
fn halves(s: &str) -> Option<(String, String)> {
    let mid = s.len() / 2;
    let cut = s.char_indices().filter(|&(at, c)| at + 1 < s.len() && matches!(c, ',' | ';' | '.' | ':' | '?' | '!') && s[at + 1..].starts_with(' ')).map(|(at, _)| at + 1)
        .min_by_key(|at| at.abs_diff(mid)).filter(|at| at.abs_diff(mid) * 4 < s.len())
        .or_else(|| s.match_indices(' ').map(|(at, _)| at).min_by_key(|at| at.abs_diff(mid)))?;
    Some((s[..cut].trim().to_owned(), s[cut..].trim().to_owned()))
}
/// answers with a fault, and which keys are wrong
fn faults(zh: &[&str], en: &[&str], k: usize, seed: usize, next: Option<&str>) -> Vec<(&'static str, Vec<Option<String>>, Vec<usize>)> {
    let n = en.len();
    let own: Vec<Option<String>> = en.iter().map(|s| Some((*s).to_owned())).collect();
    let mut all: Vec<(&'static str, Vec<Option<String>>, Vec<usize>)> = vec![];
    let hanzi = |s: &str| s.chars().count();
    let mut add = |kind: &'static str, a: Vec<Option<String>>| {
        let wrong: Vec<usize> = (0..n).filter(|&q| a[q].is_some() && a[q] != own[q]).collect();
        // only those whose Chinese differ
        if !wrong.is_empty() { all.push((kind, a, wrong)); }
    };
    // the sentence is left out, the rest one up
    if k + 2 < n { let mut a = own.clone(); for q in k..n - 1 { a[q] = own[q + 1].clone(); } a[n - 1] = next.map(str::to_owned); add("shifted up", a); }
    if k >= 1 && k + 1 < n { let mut a = own.clone(); for q in k..n { a[q] = own[q - 1].clone(); } add("shifted down", a); }
    if k + 4 < n { let mut a = own.clone(); for q in k..k + 3 { a[q] = own[q + 1].clone(); } a[k + 3] = own[k].clone(); add("stretch", a); }
    if k + 2 < n { let mut a = own.clone(); for q in k..n { a[q] = own.get(q + 2).cloned().flatten(); } add("shifted by two", a); }
    if k + 1 < n { let mut a = own.clone(); a.swap(k, k + 1); add("swapped neighbours", a); }
    let other = (k + 2 + seed % (n.max(4) - 3)) % n;
    if other != k && n > 3 { let mut a = own.clone(); a.swap(k, other); add("swapped any", a); }
    if k + 1 < n { let mut a = own.clone(); a[k] = Some(format!("{} {}", en[k], en[k + 1]));
        let mut b = a.clone(); add("merged, kept", a.clone());
        for q in k + 1..n { b[q] = own.get(q + 1).cloned().flatten(); } add("merged, shifted", b); a[k + 1] = None; add("merged, empty", a); }
    if hanzi(zh[k]) >= 12 && let Some((x, y)) = halves(en[k]) {
        if k + 1 < n { let mut a = own.clone(); a[k] = Some(x.clone()); a[k + 1] = Some(y.clone()); for q in k + 2..n { a[q] = own[q - 1].clone(); } add("split, shifted", a);
            let mut a = own.clone(); a[k] = Some(x.clone()); a[k + 1] = Some(format!("{y} {}", en[k + 1])); add("split, joined", a); }
        if hanzi(zh[k]) >= 20 { let mut a = own.clone(); a[k] = Some(x); add("left out, end", a); let mut a = own.clone(); a[k] = Some(y); add("left out, start", a); }
    }
    if k >= 1 { let mut a = own.clone(); a[k] = own[k - 1].clone(); add("repeated before", a); }
    if other != k { let mut a = own.clone(); a[k] = own[other].clone(); add("repeated any", a); }
    let mut a = own.clone(); a[k] = Some(INVENTED[seed % INVENTED.len()].to_owned()); add("invented", a);
    all
}

fn main() {
    let size: usize = std::env::args().nth(1).and_then(|s| s.parse().ok()).unwrap_or(20);
    let step: usize = std::env::args().nth(3).and_then(|s| s.parse().ok()).unwrap_or(1); let seed0 = 0;
    let all = texts::texts();
    let per: Vec<Vec<Row>> = all.iter().map(rows).collect();
    if std::env::args().nth(2).as_deref() == Some("learn") { let train: Vec<&Row> = all.iter().zip(&per).filter(|(o, _)| o.name != "bible").flat_map(|(_, r)| r).collect(); println!("{:?}", learn(&train)); return; }
    let mut table: BTreeMap<(String, &'static str), [usize; 5]> = BTreeMap::new();
    let mut sound: BTreeMap<String, [usize; 4]> = BTreeMap::new();
    let mut gains: BTreeMap<String, [Vec<f32>; 5]> = BTreeMap::new();
    let mut time = 0.0; let mut judged = 0;
    for t in &all {
        let group = t.name.trim_end_matches(char::is_numeric).to_owned();
        let chapter = t.name.chars().last();
        let train: Vec<&Row> = all.iter().zip(&per).filter(|(o, _)| o.name != "bible" && o.name.chars().last() != chapter).flat_map(|(_, r)| r).collect();
        let w = learn(&train);
        let n = t.zh.len();
        let context = 3;
        for from in (0..n).step_by(size) {
            let to = (from + size).min(n);
            if to - from < 3 { continue; }
            let z: Vec<&str> = t.zh[from..to].iter().map(|s| s.as_str()).collect();
            let e: Vec<&str> = t.en[from..to].iter().map(|s| s.as_str()).collect();
            let before: Vec<&str> = t.zh[from.saturating_sub(context)..from].iter().map(|s| s.as_str()).collect();
            let after: Vec<&str> = t.zh[to..(to + context).min(n)].iter().map(|s| s.as_str()).collect();
            let own: Vec<Option<&str>> = e.iter().map(|s| Some(*s)).collect();
            let s = std::time::Instant::now();
            let c = Counterparts::new((&before, &z, &after), &own, &w);
            let d = c.doubts(&LEAST);
            time += s.elapsed().as_secs_f64(); judged += z.len();
            let slot = sound.entry(group.clone()).or_default();
            slot[0] += 1; slot[1] += usize::from(!d.is_empty()); slot[2] += z.len(); slot[3] += d.len();
            let g = gains.entry(group.clone()).or_default();
            for k in 0..z.len() { g[0].push(c.own(k).unwrap()); let x = c.another_gain(k).unwrap(); g[1].push(-x.0); g[2].push(-x.1); if let Some(x) = c.both_gain(k) { g[3].push(-x); } if let Some(x) = c.part_gain(k) { g[4].push(-x); } }
            if std::env::args().nth(2).as_deref() == Some("v") { for d in &d { println!("{} {} {:?} own {:?}\n    {}\n    {}", t.name, from + d.at, d, c.own(d.at), z[d.at], e[d.at]); } }
            if t.name == "bible" && from > 400 { continue; }
            let next = t.en.get(to).map(String::as_str);
            for k in (seed0..z.len()).step_by(step) {
                for (kind, a, wrong) in faults(&z, &e, k, from * 7 + k * 13, next) {
                    let a: Vec<Option<&str>> = a.iter().map(Option::as_deref).collect();
                    let c = Counterparts::new((&before, &z, &after), &a, &w);
                    let d = c.doubts(&LEAST);
                    let hit = wrong.iter().filter(|&&q| d.iter().any(|d| d.at == q)).count();
                    let slot = table.entry((group.clone(), kind)).or_default();
                    slot[0] += 1; slot[1] += usize::from(hit > 0); slot[2] += wrong.len(); slot[3] += hit;
                    slot[4] += d.iter().filter(|d| !wrong.contains(&d.at)).count();
                }
            }
        }
    }
    println!("{:.3} ms a sentence", time * 1000.0 / judged as f64);
    for (g, s) in &sound { println!("{g}: {} of {} batches doubted ({:.4}), {} of {} sentences", s[1], s[0], s[1] as f64 / s[0] as f64, s[3], s[2]); }
    for (g, v) in &mut gains { for (name, v) in ["own", "-next", "-any", "-both", "-part"].iter().zip(v.iter_mut()) { v.sort_by(f32::total_cmp); let q: Vec<String> = [0.0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05].iter().map(|q| format!("{:.2}", v[(q * v.len() as f64) as usize])).collect(); println!("  {g} {name}: {}", q.join(" ")); } }
    let mut last = String::new();
    let mut sum: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    for ((g, kind), s) in &table {
        if *g != last { println!("{g}"); last = g.clone(); }
        println!("  {kind:20} {:5} faults, found {:.4}; {:6} wrong answers, found {:.4}; sound doubted {}", s[0], s[1] as f64 / s[0] as f64, s[2], s[3] as f64 / s[2] as f64, s[4]);
        let x = sum.entry(g).or_default(); x[0] += s[0]; x[1] += s[1];
    }
    for (g, s) in sum { println!("{g}: {:.4}", s[1] as f64 / s[0] as f64); }
}
