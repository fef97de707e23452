//! The pipeline of lines: several threads work, the order stays, and nothing is read ahead of what can be
//! written.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Write};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;

/// Bytes of the longest line that is read; a longer one is an error like any other.
const LONGEST_LINE: usize = 256 << 20;
/// The number of lines for each thread that may be on their way at once.
const AHEAD: usize = 4;

/// Counts of lines by their outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Lines that were answered.
    pub lines: usize,
    /// Of these, those that were answered with an error.
    pub errors: usize,
}

/// The work on a line: takes its number (from 1) and the line, or only its length where that is too much to
/// read; gives the answer, and whether it is an error.
pub type Work<'w> = dyn Fn(usize, Result<&[u8], usize>) -> (Vec<u8>, bool) + Sync + 'w;

/// The lines between reading and writing.
struct State {
    /// Lines that nobody works on yet, each with its number in the input.
    waiting: BTreeMap<usize, (usize, Vec<u8>)>,
    /// Answers that are not written yet.
    done: BTreeMap<usize, (Vec<u8>, bool)>,
    /// Lines read, and lines written.
    read: usize,
    written: usize,
    /// Whether the input has ended.
    ended: bool,
    /// Whether the output is closed.
    stopped: bool,
}

struct OrderedPipeline {
    state: Mutex<State>,
    changed: Condvar,
}

impl OrderedPipeline {
    fn wait_until<T>(&self, mut ready: impl FnMut(&mut State) -> Option<T>) -> T {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(ready) = ready(&mut state) {
                self.changed.notify_all();
                return ready;
            }
            state = self
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// Answers each line of `input` that is not blank. Memory is bounded by the lines of `4 * jobs` documents.
///
/// # Errors
/// Those of the reader and the writer.
pub fn run(
    input: &mut dyn BufRead,
    output: &mut (dyn Write + Send),
    jobs: usize,
    work: &Work<'_>,
) -> io::Result<Counts> {
    let jobs = jobs.max(1);
    let pipeline = OrderedPipeline {
        state: Mutex::new(State {
            waiting: BTreeMap::new(),
            done: BTreeMap::new(),
            read: 0,
            written: 0,
            ended: false,
            stopped: false,
        }),
        changed: Condvar::new(),
    };
    thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| worker(&pipeline, work));
        }
        let writer = scope.spawn(|| writer(&pipeline, output));
        let read = reader(&pipeline, input, jobs * AHEAD, work);
        pipeline.wait_until(|state| {
            state.ended = true;
            Some(())
        });
        let written = match writer.join() {
            Ok(written) => written,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        read.and(written)
    })
}

fn reader(
    pipeline: &OrderedPipeline,
    input: &mut dyn BufRead,
    most: usize,
    work: &Work<'_>,
) -> io::Result<()> {
    let mut number = 0;
    loop {
        let mut line = Vec::new();
        let length = read_line(input, &mut line)?;
        if length == 0 {
            return Ok(());
        }
        number += 1;
        if length <= LONGEST_LINE && line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let mut answer = (length > LONGEST_LINE).then(|| work(number, Err(length)));
        let stopped = pipeline.wait_until(|state| {
            if state.stopped {
                return Some(true);
            }
            if state.read - state.written >= most {
                return None;
            }
            let at = state.read;
            state.read += 1;
            match answer.take() {
                Some(answer) => drop(state.done.insert(at, answer)),
                None => drop(
                    state
                        .waiting
                        .insert(at, (number, std::mem::take(&mut line))),
                ),
            }
            Some(false)
        });
        if stopped {
            return Ok(());
        }
    }
}

/// Reads a line; of one that is too long only the length. 0 at the end.
fn read_line(input: &mut dyn BufRead, line: &mut Vec<u8>) -> io::Result<usize> {
    let mut length = 0;
    loop {
        let part = match input.fill_buf() {
            Ok(part) => part,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if part.is_empty() {
            return Ok(length);
        }
        let end = part.iter().position(|&byte| byte == b'\n');
        let taken = end.map_or(part.len(), |end| end + 1);
        if length + taken <= LONGEST_LINE {
            line.extend_from_slice(&part[..taken]);
        } else {
            *line = Vec::new();
        }
        length += taken;
        input.consume(taken);
        if end.is_some() {
            return Ok(length);
        }
    }
}

fn worker(pipeline: &OrderedPipeline, work: &Work<'_>) {
    while let Some((at, (number, line))) =
        pipeline.wait_until(|state| match state.waiting.pop_first() {
            Some(line) => Some(Some(line)),
            None if state.ended || state.stopped => Some(None),
            None => None,
        })
    {
        let mut answer = Some(work(number, Ok(&line)));
        pipeline.wait_until(|state| {
            state.done.extend(answer.take().map(|answer| (at, answer)));
            Some(())
        });
    }
}

fn writer(pipeline: &OrderedPipeline, output: &mut (dyn Write + Send)) -> io::Result<Counts> {
    let mut counts = Counts::default();
    loop {
        let next = pipeline.wait_until(|state| {
            if let Some(answer) = state.done.remove(&state.written) {
                state.written += 1;
                return Some(Some((answer, state.done.contains_key(&state.written))));
            }
            (state.ended && state.read == state.written).then_some(None)
        });
        let Some(((mut line, is_error), more)) = next else {
            return Ok(counts);
        };
        line.push(b'\n');
        // Finished answers are passed on at once, unless more of them are there already.
        let written = output
            .write_all(&line)
            .and_then(|()| if more { Ok(()) } else { output.flush() });
        if let Err(error) = written {
            pipeline.wait_until(|state| {
                state.stopped = true;
                Some(())
            });
            return Err(error);
        }
        counts.lines += 1;
        counts.errors += usize::from(is_error);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;
    use std::time::Duration;

    #[test]
    fn the_order_stays_however_long_each_takes() {
        let input: String = (0..200).map(|n| format!("{n}\n\n")).collect();
        for jobs in [1, 4] {
            let mut out = Vec::new();
            let counts = run(&mut input.as_bytes(), &mut out, jobs, &|_, line| {
                let text = String::from_utf8_lossy(line.unwrap_or_default()).into_owned();
                let number: u64 = text.trim().parse().unwrap_or(0);
                thread::sleep(Duration::from_micros((number * 7919) % 900));
                (text.trim().as_bytes().to_vec(), number.is_multiple_of(10))
            })
            .unwrap();
            let wanted: String = (0..200).map(|n| format!("{n}\n")).collect();
            assert_eq!(String::from_utf8(out).unwrap(), wanted);
            assert_eq!((counts.lines, counts.errors), (200, 20));
        }
    }

    #[test]
    fn numbers_are_those_of_the_lines_and_the_last_needs_no_end() {
        let mut out = Vec::new();
        let mut input = BufReader::with_capacity(3, "a\n\n  \nlong line\nb".as_bytes());
        run(&mut input, &mut out, 2, &|number, line| {
            let text = String::from_utf8_lossy(line.unwrap_or_default()).into_owned();
            (format!("{number}:{}", text.trim()).into_bytes(), false)
        })
        .unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "1:a\n4:long line\n5:b\n");
    }

    #[test]
    fn a_writer_that_fails_stops_everything() {
        struct Closed;
        impl Write for Closed {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let input = "x\n".repeat(10_000);
        let failed = run(&mut input.as_bytes(), &mut Closed, 3, &|_, line| {
            (line.unwrap_or_default().to_vec(), false)
        });
        assert_eq!(failed.unwrap_err().kind(), io::ErrorKind::BrokenPipe);
    }
}
