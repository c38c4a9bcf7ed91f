# Custom fields of accounts, which the REST API cannot make. Prints their numbers as JSON.
ActiveJob::Base.queue_adapter = :inline
def field(name, format, **more)
  UserCustomField.create!(:name => name, :field_format => format, **{:visible => true, **more}).id
end
made = {
  :phone => field('Telephone', 'string'),
  :topics => field('Topics', 'list', :multiple => true, :possible_values => %w[Bicycles Coffee Tea]),
  :since => field('Customer since', 'date'),
  :must => field('Must', 'string', :is_required => true),
  :hidden => field('Hidden', 'string', :visible => false)
}
admin = User.find_by_login('admin')
admin.custom_field_values = {made[:must].to_s => 'x'}
admin.save!
puts "SEEDED #{made.to_json}"
