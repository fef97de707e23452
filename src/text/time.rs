//! Moments as RFC 3339 writes them in UTC: `2026-01-31T12:00:00Z`.

#[cfg(feature = "net")]
use std::time::SystemTime;
use std::time::{Duration, UNIX_EPOCH};

/// The last second of the year 9999: later years are no dates to those who read four digits.
const LAST: u64 = 253_402_300_799;

/// Seconds since 1970 as a date and a time of day; what is later than the year 9999 is its end.
pub(crate) fn rfc3339(seconds: u64) -> String {
    let moment = UNIX_EPOCH + Duration::from_secs(seconds.min(LAST));
    humantime::format_rfc3339_seconds(moment).to_string()
}

/// The moment that a date and a time of day name; parts of a second are read, too.
#[cfg(feature = "net")]
pub(crate) fn parse_rfc3339(text: &str) -> Option<SystemTime> {
    humantime::parse_rfc3339(text).ok()
}

#[cfg(all(test, feature = "net"))]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        for (seconds, written) in [
            (0, "1970-01-01T00:00:00Z"),
            (315_532_800, "1980-01-01T00:00:00Z"),
            (951_827_696, "2000-02-29T12:34:56Z"),
            (1_709_251_199, "2024-02-29T23:59:59Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
            (u64::MAX, "9999-12-31T23:59:59Z"),
        ] {
            assert_eq!(rfc3339(seconds), written);
            let moment = UNIX_EPOCH + Duration::from_secs(seconds.min(LAST));
            assert_eq!(parse_rfc3339(written), Some(moment));
        }
        let with_fraction = parse_rfc3339("2026-11-24T00:00:00.250Z").expect("a date");
        let since = with_fraction
            .duration_since(UNIX_EPOCH)
            .expect("after 1970");
        assert_eq!(since, Duration::from_millis(1_795_478_400_250));
        assert_eq!(parse_rfc3339("yesterday"), None);
    }
}
