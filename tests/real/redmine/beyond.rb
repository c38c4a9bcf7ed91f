# What the REST API cannot make: additional addresses, comments on news, forum, documents, commits, a deleted version.
# Environment: SEED, a JSON object of the ids that were made through the API. Prints the ids made here as JSON.
ActiveJob::Base.queue_adapter = :inline
given = JSON.parse(ENV.fetch('SEED'))
project = Project.find(given['project'])
eve, steve, desk = User.find(given['eve']), User.find(given['steve']), User.find(given['desk'])
EmailAddress.create!(:user => desk, :address => 'eve.third@example.org')
made = {}

news = News.find(given['news'])
made['comment_own'] = news.comments.create!(:author => eve, :content => 'Good to know.').id
made['comment_other'] = news.comments.create!(:author => steve, :content => 'Thanks from steve@example.com.').id
made['comment_mention'] = news.comments.create!(:author => steve, :content => 'Tell eve@example.com!').id

board = Board.create!(:project => project, :name => 'Forum', :description => 'Talk')
made['message'] = Message.create!(:board => board, :author => steve, :subject => 'Contacts', :content => 'Ask eve@example.com').id
made['message_other'] = Message.create!(:board => board, :author => eve, :subject => 'Others', :content => 'Ask steve@example.com').id
category = DocumentCategory.first
made['document'] = Document.create!(:project => project, :category => category, :title => 'Contract', :description => 'with eve@example.com').id

repository = Repository::Git.create!(:project => project, :identifier => 'code', :url => '/nowhere/code.git')
def commit(repository, revision, user, text)
  made = Changeset.create!(:repository => repository, :revision => revision, :scmid => revision,
                           :committer => 'somebody', :committed_on => Time.now, :comments => text)
  made.update_column(:user_id, user.id)   # Redmine looks the committer up by name when a commit is read
  made
end
own = commit(repository, 'a' * 40, eve, 'wording')
Issue.find(given['issue_of_steve']).changesets << own
made['commit_mention'] = commit(repository, 'b' * 40, steve, 'reported by eve@example.com').id

page = Wiki.find_by_project_id(project.id).find_page('Deleted_version')
page.content.versions.find_by_version(1).destroy
puts "SEEDED #{made.to_json}"
