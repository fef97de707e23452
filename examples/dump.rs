#[path = "sure_texts.rs"]
mod texts;
use std::io::Write;
fn main() {
    let out = std::env::args().nth(1).unwrap();
    let mut meta = std::fs::File::create(format!("{out}.txt")).unwrap();
    let mut out = std::io::BufWriter::new(std::fs::File::create(out).unwrap());
    let t0 = std::time::Instant::now(); let mut sents = 0;
    for (id, t) in texts::texts().iter().enumerate() {
        writeln!(meta, "T\t{id}\t{}\t{}", t.name, t.zh.len()).unwrap();
        for (k, (z, e)) in t.zh.iter().zip(&t.en).enumerate() { writeln!(meta, "S\t{id}\t{k}\t{z}\t{e}").unwrap(); }
        let n = t.zh.len(); let mut from = 0;
        while from < n {
            let to = (from + 20).min(n);
            let z: Vec<&str> = t.zh[from..to].iter().map(|s| s.as_str()).collect();
            let e: Vec<&str> = t.en[from..to].iter().map(|s| s.as_str()).collect();
            let fit = duizhao::align::fit::Fit::new(&z, &e);
            sents += z.len();
            for i in 0..z.len() { for j in 0..z.len() {
                let f = fit.features(&(i..i + 1), &(j..j + 1));
                for v in [id as f32, from as f32, i as f32, j as f32] { out.write_all(&v.to_le_bytes()).unwrap(); }
                for v in f { out.write_all(&v.to_le_bytes()).unwrap(); }
            } }
            from = to;
        }
    }
    writeln!(meta, "N\t{}", (0..duizhao::align::fit::FEATURES).map(|n| n.to_string()).collect::<Vec<_>>().join("\t")).unwrap();
    println!("{:.3} ms", t0.elapsed().as_secs_f64() * 1000.0 / sents as f64);
}
