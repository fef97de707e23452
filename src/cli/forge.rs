//! The server that holds the repository, as a run in CI is told of it.

use duizhao::report::FileLinks;

/// Where the files of the commit that is checked can be looked at, by the variables that GitHub Actions, Gitea and
/// Forgejo, and GitLab set; `variable` gives the value of one. `None` elsewhere.
pub(super) fn file_links(variable: impl Fn(&str) -> Option<String>) -> Option<FileLinks> {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    if let (Some(server), Some(repository), Some(commit)) = (
        set("GITHUB_SERVER_URL"),
        set("GITHUB_REPOSITORY"),
        set("GITHUB_SHA"),
    ) {
        let mut links = FileLinks::github(&server, &repository, &commit);
        if set("GITEA_ACTIONS").is_some() || set("FORGEJO_ACTIONS").is_some() {
            links.base = format!("{server}/{repository}/src/commit/{commit}/");
            links.plain = "?display=source";
        }
        return Some(links);
    }
    // The change may come from a fork, and the commit of its pipeline be a merge that is nowhere to be seen.
    let project = set("CI_MERGE_REQUEST_SOURCE_PROJECT_URL").or_else(|| set("CI_PROJECT_URL"))?;
    let commit = set("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA").or_else(|| set("CI_COMMIT_SHA"))?;
    Some(FileLinks::gitlab(&project, &commit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_those_of_the_server() {
        let github: &[(&str, &str)] = &[
            ("GITHUB_SERVER_URL", "https://one.example"),
            ("GITHUB_REPOSITORY", "o/r"),
            ("GITHUB_SHA", "c0"),
        ];
        let forgejo = [github, &[("FORGEJO_ACTIONS", "true")]].concat();
        let gitlab: &[(&str, &str)] = &[
            ("CI_PROJECT_URL", "https://two.example/o/r"),
            ("CI_COMMIT_SHA", "c0"),
        ];
        let fork: &[(&str, &str)] = &[
            (
                "CI_MERGE_REQUEST_SOURCE_PROJECT_URL",
                "https://two.example/f/r",
            ),
            ("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", "c1"),
        ];
        for (set, base) in [
            (github.to_vec(), Some("https://one.example/o/r/blob/c0/")),
            (forgejo, Some("https://one.example/o/r/src/commit/c0/")),
            (gitlab.to_vec(), Some("https://two.example/o/r/-/blob/c0/")),
            (
                [gitlab, fork].concat(),
                Some("https://two.example/f/r/-/blob/c1/"),
            ),
            (vec![("GITHUB_SHA", "c0")], None),
            (vec![], None),
        ] {
            let links = file_links(|name| {
                let found = set.iter().find(|(key, _)| *key == name);
                found.map(|(_, value)| (*value).to_owned())
            });
            assert_eq!(links.map(|links| links.base).as_deref(), base);
        }
    }
}
