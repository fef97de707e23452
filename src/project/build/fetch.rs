//! Images on servers, fetched once and kept in the private folder.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender};
use std::time::Duration;

use reqwest::Url;

use crate::edition::Picture;
use crate::files::{FOLDER_NAME, keep_out_of_git, write_atomically};
use crate::http::{Access, Client, Pace, with_workers};
use crate::text::digest;

/// The folder of the images in the private folder.
const NAME: &str = "images";
/// The most bytes of an image.
const MOST: u64 = 20 << 20;
/// The most bytes of all images that are fetched for a text.
const MOST_IN_ALL: u64 = 300 << 20;
/// The most images that are fetched at once.
const AT_ONCE: usize = 4;
/// The longest time until a server begins to answer.
const TIMEOUT: Duration = Duration::from_secs(20);
/// The first pause before a server is asked again.
const PAUSE: Duration = Duration::from_millis(300);

/// An image, or why there is none, in words that go on after its address.
type Fetched = Result<Picture, String>;

/// The images at these addresses, in this order: those that are kept in the project's folder, the others from
/// their servers.
pub(super) fn images(project: &Path, addresses: &[String]) -> Vec<Fetched> {
    let private = project.join(FOLDER_NAME);
    let folder = private.join(NAME);
    let mut fetched: Vec<Option<Fetched>> = (addresses.iter())
        .map(|address| kept(&folder, address).map(Ok))
        .collect();
    let missing: Vec<usize> = (0..addresses.len())
        .filter(|&at| fetched[at].is_none())
        .collect();
    if !missing.is_empty() {
        let is_there = fs::create_dir_all(&folder).is_ok();
        if is_there {
            // Without it git shows the folder, which is no reason to end here.
            let _ = keep_out_of_git(&private);
        }
        let next = AtomicUsize::new(0);
        let room = AtomicU64::new(MOST_IN_ALL);
        let work = |tell: Sender<(usize, Fetched)>| {
            let (next, room, missing, folder) = (&next, &room, &missing, &folder);
            async move {
                while let Some(&at) = missing.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let got = fetch(&addresses[at], room).await;
                    let got = got.and_then(|bytes| keep(folder, &addresses[at], bytes));
                    if tell.send((at, got)).is_err() {
                        return;
                    }
                }
            }
        };
        let collect = |told: Receiver<(usize, Fetched)>| {
            for (at, got) in told {
                fetched[at] = Some(got);
            }
        };
        // Without a thread nothing is fetched, which is said of each.
        let _ = with_workers(AT_ONCE.min(missing.len()), work, collect);
    }
    let unasked = || Err("was not asked for".to_owned());
    let fetched = fetched.into_iter();
    fetched.map(|got| got.unwrap_or_else(unasked)).collect()
}

/// Where the image at an address is kept.
fn place(folder: &Path, address: &str) -> PathBuf {
    folder.join(digest::hex(&digest::sha256(address.as_bytes())))
}

/// The image that is kept for an address.
fn kept(folder: &Path, address: &str) -> Option<Picture> {
    Picture::new(fs::read(place(folder, address)).ok()?, address)
}

/// Keeps the image that a server gave. Where that fails, it is asked again the next time.
fn keep(folder: &Path, address: &str, bytes: Vec<u8>) -> Fetched {
    let Some(picture) = Picture::new(bytes, address) else {
        return Err("is no image".to_owned());
    };
    if folder.is_dir() {
        let place = place(folder, address);
        let _ = write_atomically(&place, |out| out.write_all(&picture.bytes));
    }
    Ok(picture)
}

/// What is at an address, while `room` bytes may still be fetched. Where a server sends one elsewhere is not
/// followed.
async fn fetch(address: &str, room: &AtomicU64) -> Result<Vec<u8>, String> {
    let url: Url = address.parse().map_err(|_| "is no address".to_owned())?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("has a user in its address".to_owned());
    }
    let base = url.origin().ascii_serialization();
    let query = url.query().map(|query| format!("?{query}"));
    let path = format!("{}{}", url.path(), query.unwrap_or_default());
    let taken = room.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
        Some(left.saturating_sub(MOST))
    });
    let most = taken.map_or(0, |left| left.min(MOST));
    if most == 0 {
        return Err(format!("is beyond {} MB in all", MOST_IN_ALL >> 20));
    }
    let got = download(&base, &path, most).await;
    let used = got.as_ref().map_or(0, |bytes| bytes.len() as u64);
    room.fetch_add(most - used, Ordering::Relaxed);
    got
}

async fn download(base: &str, path: &str, most: u64) -> Result<Vec<u8>, String> {
    let access = Access {
        url: base,
        timeout: TIMEOUT,
        plain_http: true,
        ca_file: None,
    };
    let client = Client::new(access, None).map_err(|error| error.to_string())?;
    let unwritten = |error: std::io::Error| format!("cannot be kept ({error})");
    let mut file = tempfile::tempfile().map_err(unwritten)?;
    // A page does not wait long for an image.
    let pace = Pace::starting_with(PAUSE).with_retries(1);
    let downloaded = client.download(path, most, &mut file, &pace).await;
    downloaded.map_err(|failure| format!("was not sent ({})", why(&client, failure)))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(unwritten)?;
    Ok(bytes)
}

/// What went wrong, without the server, which the address names.
fn why(client: &Client, failure: crate::http::Failure) -> String {
    match client.error(failure) {
        crate::error::Error::Endpoint { what, .. } => what,
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::testing::{Answer, Server};

    #[test]
    fn images_are_fetched_once() {
        let server = Server::new(|_, asked| match asked.head.split(' ').nth(1) {
            Some("/v1/a.gif?x=1") => Answer::of_bytes(200, "", b"GIF89a\x01\0\x02\0"),
            Some("/v1/page") => Answer::new(200, "<html></html>"),
            Some("/v1/moved") => Answer::with_headers(302, "Location: /v1/a.gif?x=1\r\n", ""),
            _ => Answer::new(404, ""),
        });
        let folder = tempfile::tempdir().unwrap();
        let addresses = ["a.gif?x=1", "page", "moved", "none.png"]
            .map(|name| format!("{}/{name}", server.url()));
        let fetched = images(folder.path(), &addresses);
        let picture = fetched[0].as_ref().unwrap();
        assert_eq!((picture.stem.as_str(), picture.size), ("a", Some((1, 2))));
        assert_eq!(fetched[1], Err("is no image".to_owned()));
        for failed in &fetched[2..] {
            assert!(failed.as_ref().unwrap_err().starts_with("was not sent ("));
        }
        let asked = server.asked().len();
        let again = images(folder.path(), &addresses[..1]);
        assert_eq!(again[0].as_ref().unwrap(), picture);
        assert_eq!(server.asked().len(), asked);
        let ignored = fs::read_to_string(folder.path().join(".duizhao/.gitignore")).unwrap();
        assert_eq!(ignored, "*\n");
    }

    #[test]
    fn there_is_a_limit_to_all() {
        let server = Server::new(|_, _| Answer::of_bytes(200, "", b"GIF89a\x01\0\x02\0"));
        let address = format!("{}/a.gif", server.url());
        let ask = |room: u64| {
            let (room, address) = (AtomicU64::new(room), address.clone());
            crate::http::finish(|| async move { fetch(&address, &room).await }).unwrap()
        };
        assert_eq!(ask(10).unwrap().len(), 10);
        assert!(ask(9).unwrap_err().contains("too long"));
        assert!(ask(0).unwrap_err().contains("in all"));
        assert_eq!(server.asked().len(), 2);
    }
}
