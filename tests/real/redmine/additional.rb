# An additional address of an account, which the REST API cannot make. Environment: USER, ADDRESS.
ActiveJob::Base.queue_adapter = :inline
made = EmailAddress.create!(:user => User.find(ENV.fetch('USER')), :address => ENV.fetch('ADDRESS'))
puts "SEEDED #{{:address => made.id}.to_json}"
