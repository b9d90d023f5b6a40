package chatd.chat;

/** The parts of a chat that several nodes share, for {@link ChatLink}. */
record LinkedParts(Rooms rooms, LinkedPeople people, LinkedEvents events, LinkedPresence presence, LinkedStock stock,
        LinkedHistory history, LinkedLetters letters, LinkedRegistrations names, LinkedRestrictions restrictions) {
}
