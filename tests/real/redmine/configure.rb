# What the REST API cannot do: settings, the administrator's key, custom fields. Environment: KEY, HOST.
ActiveJob::Base.queue_adapter = :inline     # the asynchronous adapter may hang when the runner ends
Setting.rest_api_enabled = '1'
Setting.host_name = ENV.fetch('HOST')       # on purpose not where the server answers: addresses in answers are wrong
Setting.protocol = 'https'
Setting.login_required = '0'
Setting.notified_events = []
admin = User.find_by_login('admin')
admin.must_change_passwd = false
admin.mail = 'admin@example.org'
admin.save!
Token.where(:user_id => admin.id, :action => 'api').delete_all
Token.create!(:user => admin, :action => 'api').update_column(:value, ENV.fetch('KEY'))
trackers = Tracker.all.to_a
def issue_field(trackers, name, format, **more)
  IssueCustomField.create!(:name => name, :field_format => format, :is_for_all => true, :trackers => trackers, **more)
end
issue_field(trackers, 'Customer email', 'string', :is_filter => true, :searchable => true)
issue_field(trackers, 'Contact details', 'text', :is_filter => true, :searchable => true)
issue_field(trackers, 'Account owner', 'user', :is_filter => true)
issue_field(trackers, 'Profile link', 'link', :is_filter => false, :searchable => false)
UserCustomField.create!(:name => 'Second email', :field_format => 'string', :is_filter => true, :visible => true)
UserCustomField.create!(:name => 'Notes on the person', :field_format => 'text', :visible => false)
ProjectCustomField.create!(:name => 'Sponsor email', :field_format => 'string')
TimeEntryCustomField.create!(:name => 'Billed to', :field_format => 'string')
