//! From a document to its group, and the groups in the order of their representatives.

use super::WriteError;
use crate::group::{Group, Role};

/// Which group each document is in: 8 bytes for each document.
#[derive(Debug)]
pub(super) struct Membership<'a> {
    groups: Vec<&'a Group>,
    places: Vec<Option<Place>>,
    earlier: usize,
}

#[derive(Debug, Clone, Copy)]
struct Place {
    group: u32,
    role: Role,
}

impl<'a> Membership<'a> {
    /// Looks through all groups of a run of so many documents, the first `earlier` of which are known from
    /// earlier batches.
    ///
    /// # Errors
    /// [`WriteError::Group`] for a group that cannot be written down truly.
    pub(super) fn of(groups: &'a [Group], documents: usize, earlier: usize) -> Result<Self, WriteError> {
        let mut sorted: Vec<&Group> = groups.iter().collect();
        sorted.sort_by_key(|group| group.representative);
        let mut places = vec![None; documents];
        for (number, group) in sorted.iter().enumerate() {
            settle(group, number, &mut places)
                .map_err(|why| WriteError::Group { representative: group.representative, why })?;
        }
        Ok(Membership { groups: sorted, places, earlier })
    }

    /// The groups, by representative.
    pub(super) fn groups(&self) -> &[&'a Group] {
        &self.groups
    }

    /// How many documents, the first ones, are of earlier batches.
    pub(super) fn earlier(&self) -> usize {
        self.earlier
    }

    /// The group of a document and its role there; `None` for one that is alone.
    pub(super) fn place(&self, document: usize) -> Option<(&'a Group, Role)> {
        let place = self.places[document]?;
        Some((self.groups[place.group as usize], place.role))
    }
}

fn settle(group: &Group, number: usize, places: &mut [Option<Place>]) -> Result<(), &'static str> {
    let number = u32::try_from(number).map_err(|_| "there are more groups than can be numbered")?;
    let documents = places.len();
    if group.members.len() < 2 {
        return Err("it has fewer than two members");
    }
    let mut represented = false;
    for member in &group.members {
        let place = places.get_mut(member.document).ok_or("it has a member that is no document")?;
        if place.is_some() {
            return Err("one of its members is in a group already");
        }
        if member.matched >= documents {
            return Err("a member was matched with what is no document");
        }
        if (member.role == Role::Representative) != (member.document == group.representative) {
            return Err("the roles and the representative do not agree");
        }
        represented |= member.document == group.representative;
        *place = Some(Place { group: number, role: member.role });
    }
    if represented { Ok(()) } else { Err("its representative is not a member") }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::testing::group;
    use super::*;

    #[test]
    fn a_group_that_cannot_be_is_refused() {
        let good = group(&[1, 3]);
        assert!(Membership::of(std::slice::from_ref(&good), 4, 0).is_ok());
        let cases = [
            (vec![group(&[1])], "fewer than two"),
            (vec![group(&[1, 9])], "no document"),
            (vec![good.clone(), group(&[0, 3])], "in a group already"),
            (vec![group(&[2, 2])], "in a group already"),
        ];
        for (groups, expected) in cases {
            let error = Membership::of(&groups, 4, 0).map(|_| ()).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }
}
