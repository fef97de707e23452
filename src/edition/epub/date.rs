//! The modification date in the form that the package document requires.

/// The date used when none is given, in seconds since 1970: 1980-01-01, the first moment that a zip
/// archive can name.
const UNKNOWN: u64 = 315_532_800;

/// A time in seconds since 1970 as `CCYY-MM-DDThh:mm:ssZ` (UTC).
pub(super) fn modified(seconds: Option<u64>) -> String {
    // E-readers do not accept years of more than four digits.
    let seconds = seconds.unwrap_or(UNKNOWN).min(253_402_300_799);
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    // Days counted in years that begin in March, in cycles of 400 years (146,097 days) from the year 0.
    let day = days + 719_468;
    let (cycle, day) = (day / 146_097, day % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let date = day - (153 * month + 2) / 5 + 1;
    let (month, carry) = if month < 10 {
        (month + 3, 0)
    } else {
        (month - 9, 1)
    };
    format!(
        "{:04}-{month:02}-{date:02}T{:02}:{:02}:{:02}Z",
        cycle * 400 + year + carry,
        rest / 3_600,
        rest / 60 % 60,
        rest % 60
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        for (seconds, written) in [
            (Some(0), "1970-01-01T00:00:00Z"),
            (None, "1980-01-01T00:00:00Z"),
            (Some(951_827_696), "2000-02-29T12:34:56Z"),
            (Some(1_709_251_199), "2024-02-29T23:59:59Z"),
            (Some(4_107_542_400), "2100-03-01T00:00:00Z"),
            (Some(u64::MAX), "9999-12-31T23:59:59Z"),
        ] {
            assert_eq!(modified(seconds), written);
        }
    }
}
