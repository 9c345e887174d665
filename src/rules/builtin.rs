//! The rule packs that ship inside the program.

use include_dir::{Dir, include_dir};

use super::compile::PackText;

static RULES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/rules");

/// The JSON Schema (draft 7) of rule packs.
pub const SCHEMA: &str = include_str!("../../rules/pack.schema.json");

/// All built-in packs, sorted by path (`builtin:chrome/share`).
pub fn builtin() -> Vec<PackText> {
    let mut packs = Vec::new();
    collect(&RULES, &mut packs);
    packs.sort_by(|a, b| a.path.cmp(&b.path));
    packs
}

/// The built-in pack that `builtin:NAME` names, by its path or its last part.
pub fn builtin_pack(name: &str) -> Option<PackText> {
    let wanted = name.strip_prefix("builtin:").unwrap_or(name);
    builtin().into_iter().find(|pack| {
        let path = pack.path.trim_start_matches("builtin:");
        path == wanted || path.rsplit('/').next() == Some(wanted)
    })
}

fn collect(folder: &Dir<'static>, packs: &mut Vec<PackText>) {
    for file in folder.files().filter(|file| file.path().extension().is_some_and(|ending| ending == "toml")) {
        let name = file.path().with_extension("").to_string_lossy().replace('\\', "/");
        let text = String::from_utf8_lossy(file.contents()).into_owned();
        packs.push(PackText { path: format!("builtin:{name}"), text });
    }
    folder.dirs().for_each(|folder| collect(folder, packs));
}
