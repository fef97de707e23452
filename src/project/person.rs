//! The person who works: their name on stages, comments and proposals.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use super::Project;
use crate::bitext::Signature;
use crate::text::time::rfc3339;

/// The variable that names the person before all settings.
const VARIABLE: &str = "DUIZHAO_PERSON";

impl Project {
    /// The name of the person who works: that of the variable `DUIZHAO_PERSON`, of the settings, of git, of the
    /// system; empty where nobody says.
    #[must_use]
    pub fn person(&self) -> String {
        let good = |name: String| Some(name.trim().to_owned()).filter(|name| !name.is_empty());
        let variable = |name: &str| self.variable(name).and_then(good);
        variable(VARIABLE)
            .or_else(|| self.config.project.person.clone().and_then(good))
            .or_else(|| self.name_in_git().and_then(good))
            .or_else(|| variable("USER"))
            .or_else(|| variable("USERNAME"))
            .unwrap_or_default()
    }

    /// The signature of what that person does now.
    #[must_use]
    pub fn signature(&self) -> Signature {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        Signature {
            by: self.person(),
            at: rfc3339(since.map_or(0, |since| since.as_secs())),
        }
    }

    fn name_in_git(&self) -> Option<String> {
        let output = Command::new("git")
            .arg("-C")
            .arg(self.here.as_deref().unwrap_or(Path::new(".")))
            .args(["config", "user.name"])
            .stdin(Stdio::null())
            .output()
            .ok()?;
        let name = output.status.success().then_some(output.stdout)?;
        String::from_utf8(name).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn the_variable_is_asked_before_the_settings() {
        let mut project = Project::default().with_variables(Arc::new(|name| match name {
            "DUIZHAO_PERSON" => Some(" 林 ".to_owned()),
            _ => None,
        }));
        project.config.project.person = Some("Ann".to_owned());
        assert_eq!(project.person(), "林");
        let project = Project {
            config: project.config,
            ..Project::default()
        };
        assert_eq!(project.person(), "Ann");
        assert!(project.signature().at.ends_with('Z'));
    }
}
