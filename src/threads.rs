//! Threads: work on the parts of a list, side by side.

/// Fewer entries than these are not worth a thread.
const LEAST_SHARE: usize = 500;

/// Makes something of the parts of a list, of as many as there are threads; the results stand in the order of the list.
/// What is made must not depend on where the list is cut.
pub(crate) fn side_by_side<T: Sync, R: Send>(
    list: &[T],
    jobs: usize,
    make: impl Fn(&[T]) -> R + Sync,
) -> Vec<R> {
    let share = list.len().div_ceil(jobs.max(1)).max(LEAST_SHARE);
    on_threads(list.chunks(share), jobs, make)
}

/// Makes something of each part, on a thread of its own where there may be several; the results stand in the order of
/// the parts.
pub(crate) fn on_threads<P: Send, R: Send>(
    mut parts: impl Iterator<Item = P>,
    jobs: usize,
    make: impl Fn(P) -> R + Sync,
) -> Vec<R> {
    if jobs < 2 {
        return parts.map(make).collect();
    }
    let Some(first) = parts.next() else {
        return Vec::new();
    };
    let make = &make;
    std::thread::scope(|scope| {
        let others: Vec<_> = parts.map(|part| scope.spawn(move || make(part))).collect();
        let mut made = vec![make(first)];
        made.extend(others.into_iter().map(|part| {
            part.join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        }));
        made
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_is_made_once_and_in_order() {
        for count in [0, 1, LEAST_SHARE - 1, LEAST_SHARE, 5 * LEAST_SHARE + 7] {
            let list: Vec<usize> = (0..count).collect();
            for jobs in [0, 1, 2, 3, 64] {
                let parts = side_by_side(&list, jobs, <[usize]>::to_vec);
                assert!(parts.len() <= jobs.max(1));
                assert_eq!(parts.concat(), list, "{count} entries on {jobs} threads");
            }
        }
    }
}
