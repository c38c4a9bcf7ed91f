"""How Redmine's keys are shown."""

from sar.sdk import Known

ACCOUNT = {
    "login": Known("username", "Login", "Username"),
    "firstname": Known("given_name", "First name", "Name"),
    "lastname": Known("family_name", "Last name", "Name"),
    "mail": Known("email", "E-mail", "EmailAddress"),
    "admin": Known("admin", "Administrator"),
    "status": Known("status", "Status (1 active, 2 registered, 3 locked)"),
    "language": Known("language", "Language", "Language"),
    "created_on": Known("created", "Created", "", "observed"),
    "updated_on": Known("updated", "Last changed", "", "observed"),
    "last_login_on": Known("last_login", "Last log-in", "AuthenticationHistory", "observed"),
    "passwd_changed_on": Known("password_changed", "Password changed", "AuthenticationHistory", "observed"),
    "twofa_scheme": Known("two_factor", "Two-factor scheme", "Authenticating"),
    "avatar_url": Known("picture", "Address of the picture", "Picture"),
    "auth_source.name": Known("log_in_by", "Logs in by"),
    "memberships.project.name": Known("project", "Member of", "GroupMembership"),
    "memberships.roles.name": Known("role", "Role", "GroupMembership"),
    "groups.name": Known("group", "Group", "GroupMembership"),
}
ACCOUNT_SKIP = frozenset({
    "id", "custom_fields", "memberships.id", "memberships.project.id", "memberships.roles.id",
    "memberships.roles.inherited", "groups.id", "auth_source.id",
})  # fmt: skip

ISSUE = {
    "project.name": Known("project", "Project"),
    "tracker.name": Known("tracker", "Tracker"),
    "status.name": Known("status", "Status"),
    "priority.name": Known("priority", "Priority"),
    "category.name": Known("category", "Category"),
    "fixed_version.name": Known("version", "Target version"),
    "is_private": Known("private", "Private"),
    "start_date": Known("start_date", "Start"),
    "due_date": Known("due_date", "Due"),
    "done_ratio": Known("done", "Done (%)"),
    "estimated_hours": Known("estimated_hours", "Estimated hours"),
    "spent_hours": Known("spent_hours", "Spent hours"),
    "created_on": Known("created", "Created", "", "observed"),
    "updated_on": Known("updated", "Last changed", "", "observed"),
    "closed_on": Known("closed", "Closed", "", "observed"),
    "parent.id": Known("parent", "Part of issue"),
    "children.subject": Known("child", "Sub-issue"),
    "relations.relation_type": Known("relation", "Relation"),
    "relations.issue_id": Known("relation_from", "Related issue"),
    "relations.issue_to_id": Known("relation_to", "Related issue"),
    "changesets.comments": Known("commit", "Commit"),
    "changesets.revision": Known("revision", "Revision of a commit"),
}
ISSUE_SKIP = frozenset({
    "id", "subject", "description", "custom_fields", "journals", "attachments", "watchers", "author", "assigned_to",
    "project.id", "tracker.id", "status.id", "status.is_closed", "priority.id", "category.id", "fixed_version.id",
    "children.id", "children.tracker", "relations.id", "changesets.user",
})  # fmt: skip

TIME = {
    "project.name": Known("project", "Project"),
    "issue.id": Known("issue", "Issue"),
    "activity.name": Known("activity", "Activity"),
    "hours": Known("hours", "Hours"),
    "spent_on": Known("spent_on", "Spent on"),
    "created_on": Known("created", "Created", "", "observed"),
    "updated_on": Known("updated", "Last changed", "", "observed"),
}
TIME_SKIP = frozenset({"id", "user", "comments", "custom_fields", "project.id", "activity.id"})

FILE = {
    "filesize": Known("size", "Size in bytes", "", "observed"),
    "content_type": Known("media_type", "Media type", "", "observed"),
    "description": Known("description", "Description"),
    "downloads": Known("downloads", "Times downloaded", "", "observed"),
    "version.name": Known("version", "Version"),
    "created_on": Known("created", "Uploaded", "", "observed"),
}
FILE_SKIP = frozenset({"id", "filename", "content_url", "thumbnail_url", "author", "digest", "version.id"})

WRITTEN = {
    "project.name": Known("project", "Project"),
    "summary": Known("summary", "Summary"),
    "comments": Known("comment", "Comment"),
    "version": Known("version", "Version", "", "observed"),
    "parent.title": Known("parent", "Part of page"),
    "created_on": Known("created", "Created", "", "observed"),
    "updated_on": Known("updated", "Last changed", "", "observed"),
    "datetime": Known("updated", "Last changed", "", "observed"),
}
WRITTEN_SKIP = frozenset({
    "id", "title", "name", "text", "description", "content", "author", "attachments", "custom_fields", "url", "type",
    "project.id", "enabled_modules", "comments.id", "comments.author",
})  # fmt: skip

CONTACT = {
    "first_name": Known("given_name", "First name", "Name"),
    "middle_name": Known("middle_name", "Middle name", "Name"),
    "last_name": Known("family_name", "Last name", "Name"),
    "emails.address": Known("email", "E-mail", "EmailAddress"),
    "phones.number": Known("phone", "Phone", "TelephoneNumber"),
    "company": Known("organisation", "Company"),
    "job_title": Known("job_title", "Job title", "Job"),
    "birthday": Known("birthday", "Birthday", "BirthDate"),
    "background": Known("background", "Background"),
    "address.full_address": Known("address", "Address", "PhysicalAddress"),
}
