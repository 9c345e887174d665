//! `groups.jsonl` as a check reads it: who is in which group, by hash.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use super::Finding;
use super::finish::group_name;
use super::report_file::Keep;
use super::rows::RowReader;
use super::schema::{DocumentRow, GROUPS, GroupRow, MemberRow, json};
use crate::group::{Permille, Role};
use crate::text::hash64;

/// Bits of the widest fingerprint.
const MAX_DISTANCE: u32 = 128;

/// All members of all groups. Ids stand as their hashes, which differ within a run.
#[derive(Debug, Default)]
pub(super) struct GroupIndex {
    members: HashMap<u64, Listed>,
    /// Ids that a member was matched with, outside of its group.
    pub(super) matched: Vec<u64>,
    /// Groups.
    pub(super) groups: u64,
    /// Members by role, those of earlier batches left out.
    pub(super) roles: BTreeMap<String, u64>,
    /// Members of earlier batches.
    pub(super) earlier: u64,
    /// Groups whose representative is of the run.
    pub(super) represented: u64,
    /// The group whose representative comes next in the order of documents.
    next: u64,
}

#[derive(Debug, Clone, Copy)]
struct Listed {
    representative: u64,
    number: u64,
    /// Hash of what a documents row must repeat.
    label: u64,
    earlier: bool,
    seen: bool,
}

impl GroupIndex {
    /// Reads the file; the first damage in it ends the reading.
    pub(super) fn read(folder: &Path) -> Result<GroupIndex, Finding> {
        let mut index = GroupIndex::default();
        let mut rows = RowReader::<GroupRow>::open(folder, GROUPS)?;
        while let Some(row) = rows.take()? {
            let name = row.value.group.clone();
            index.add(&row.value).map_err(|what| Finding::new(GROUPS, format!("group `{name}`: {what}")))?;
        }
        Ok(index)
    }

    fn add(&mut self, row: &GroupRow) -> Result<(), String> {
        let representative = hash64(row.representative.as_bytes());
        if row.group != group_name(representative) {
            return Err(format!("is not the group of `{}`", row.representative));
        }
        if row.members.len() < 2 || row.size != row.members.len() as u64 {
            return Err(format!("says size {}, and has {} members", row.size, row.members.len()));
        }
        for member in &row.members {
            self.add_member(member, representative)?;
        }
        if !self.is_in(representative, self.groups) {
            return Err("its representative is not a member".to_owned());
        }
        let is_version = |id: &String| {
            let known = [Role::Representative, Role::Update].map(Role::as_str);
            row.members.iter().any(|member| member.id == *id && known.contains(&member.role.as_str()))
        };
        let updates = row.members.iter().any(|member| member.role == Role::Update.as_str());
        if row.versions.first() != updates.then_some(&row.representative)
            || !row.versions.iter().all(is_version)
        {
            return Err("has versions that are not its own".to_owned());
        }
        if row.members.iter().all(|member| member.earlier) {
            return Err("has no member of the run".to_owned());
        }
        if self.members.get(&representative).is_some_and(|listed| listed.earlier) {
            // Such groups come first.
            self.next += 1;
            if self.represented > 0 {
                return Err("stands behind groups that the run represents".to_owned());
            }
        } else {
            self.represented += 1;
        }
        for member in &row.members {
            let matched = hash64(member.matched.as_bytes());
            if !self.is_in(matched, self.groups) {
                self.matched.push(matched);
            }
        }
        self.groups += 1;
        Ok(())
    }

    fn add_member(&mut self, member: &MemberRow, representative: u64) -> Result<(), String> {
        let hash = hash64(member.id.as_bytes());
        let stands = member.role == Role::Representative.as_str();
        if stands != (hash == representative) {
            return Err(format!("`{}` cannot be its {}", member.id, member.role));
        }
        let shares = [&member.jaccard, &member.containment];
        if member.hamming > MAX_DISTANCE || !shares.iter().all(|share| thousandths(share.get()).is_some()) {
            return Err(format!("the evidence of `{}` is no share or no distance", member.id));
        }
        if member.earlier {
            self.earlier += 1;
        } else {
            *self.roles.entry(member.role.clone()).or_default() += 1;
        }
        let listed = Listed {
            representative,
            number: self.groups,
            label: label(&member.role, member.source.as_deref(), member.created.as_deref()),
            earlier: member.earlier,
            seen: false,
        };
        match self.members.insert(hash, listed) {
            None => Ok(()),
            Some(_) => Err(format!("`{}` is in a group twice", member.id)),
        }
    }

    fn is_in(&self, hash: u64, group: u64) -> bool {
        self.members.get(&hash).is_some_and(|listed| listed.number == group)
    }

    /// Documents of the run in all groups.
    pub(super) fn grouped(&self) -> u64 {
        self.members.len() as u64 - self.earlier
    }

    /// Whether the id is a member that does not stand for its group.
    pub(super) fn is_represented(&self, id: &str) -> bool {
        let hash = hash64(id.as_bytes());
        self.members.get(&hash).is_some_and(|listed| listed.representative != hash)
    }

    /// Whether the hash is of a member.
    pub(super) fn has(&self, hash: u64) -> bool {
        self.members.contains_key(&hash)
    }

    /// Marks a member; whether it had been marked before.
    pub(super) fn see(&mut self, id: &str) -> bool {
        let listed = self.members.get_mut(&hash64(id.as_bytes()));
        listed.is_some_and(|listed| std::mem::replace(&mut listed.seen, true))
    }

    /// Holds a documents row to what its group says, and marks it.
    pub(super) fn document(&mut self, row: &DocumentRow) -> Result<(), String> {
        let hash = hash64(row.id.as_bytes());
        let Some(listed) = self.members.get_mut(&hash) else {
            return match (&row.group, &row.role, &row.representative) {
                (None, None, None) => Ok(()),
                _ => Err(format!("no group has document `{}`", row.id)),
            };
        };
        if listed.earlier {
            return Err(format!("has `{}` from an earlier batch, and it is of this run", row.id));
        }
        listed.seen = true;
        let role = row.role.as_deref().unwrap_or_default();
        let fits = row.group.as_deref() == Some(group_name(listed.representative).as_str())
            && row.representative.as_ref().map(|id| hash64(id.as_bytes())) == Some(listed.representative)
            && label(role, row.source.as_deref(), row.created.as_deref()) == listed.label;
        if !fits {
            return Err(format!("does not say of `{}` what its row says", row.id));
        }
        if listed.representative == hash {
            if listed.number != self.next {
                return Err(format!("the group of `{}` is not in the order of documents", row.id));
            }
            self.next += 1;
        }
        Ok(())
    }

    /// How many members should have been seen and were not.
    pub(super) fn unseen(&self, keep: Keep) -> usize {
        let must = |hash: u64, listed: &Listed| keep == Keep::All || listed.representative == hash;
        let missing =
            |(hash, listed): &(&u64, &Listed)| !listed.seen && !listed.earlier && must(**hash, listed);
        self.members.iter().filter(missing).count()
    }
}

fn label(role: &str, source: Option<&str>, created: Option<&str>) -> u64 {
    hash64(&json(&(role, source, created)))
}

/// Reads `0.000` to `1.000`.
pub(super) fn thousandths(number: &str) -> Option<Permille> {
    match number.as_bytes() {
        [b'0', b'.', rest @ ..] if rest.len() == 3 && rest.iter().all(u8::is_ascii_digit) => {
            Some(Permille(rest.iter().fold(0, |sum, digit| sum * 10 + u16::from(digit - b'0'))))
        }
        b"1.000" => Some(Permille(1000)),
        _ => None,
    }
}
